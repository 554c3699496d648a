package org.saphan.evidence.log;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.saphan.evidence.Bytes;

/// Lets tests of other packages read a log's files and their names.
public final class TestTiles {

    /// @param level `entries`, or a number
    public record Named(String level, long index, int width) {}

    private TestTiles() {}

    public static Optional<Named> named(String path) {
        return Tiles.Address.parse(path)
                .map(
                        address ->
                                new Named(
                                        address.level() == Tiles.Address.ENTRIES
                                                ? "entries"
                                                : address.level() + "",
                                        address.index(),
                                        address.width()));
    }

    public static List<Bytes> unbundled(Bytes bundle) {
        return Tiles.unbundle(bundle);
    }

    /// A log on disk with these leaves under its head.
    public static Log logOf(Path directory, List<Bytes> leaves) throws IOException {
        var log =
                Log.open(
                        TestLog.settings(directory),
                        TestLog.SIGNER,
                        Clock.systemUTC(),
                        new FaultyDisk());
        leaves.stream()
                .map(leaf -> log.appendLater(leaf, Bytes.empty()))
                .toList()
                .forEach(CompletableFuture::join);
        log.checkpointNow();
        return log;
    }

    public static Bytes bundled(List<Bytes> leaves) {
        return Tiles.bundle(leaves);
    }
}
