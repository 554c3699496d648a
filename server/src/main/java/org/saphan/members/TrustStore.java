package org.saphan.members;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Sealed;

/// The newest trust list, and every certificate that ever stood on one: receipts of old exchanges need
/// them when the keys are long gone. Files, so that a site can join before its database exists.
final class TrustStore {

    private final Path directory;

    TrustStore(Path directory) {
        this.directory = directory;
    }

    Optional<Sealed> newest() {
        return read(file()).map(Sealed::parse);
    }

    Optional<Bytes> certificate(Bytes fingerprint) {
        return read(certificateFile(fingerprint));
    }

    /// The certificates first: whoever sees the new list finds them.
    void keep(TrustList list) {
        list.certificates()
                .forEach(
                        (fingerprint, der) -> {
                            if (!Files.exists(certificateFile(fingerprint))) {
                                write(certificateFile(fingerprint), der);
                            }
                        });
        write(file(), list.sealed().bytes());
    }

    private Path file() {
        return directory.resolve("trust-list");
    }

    private Path certificateFile(Bytes fingerprint) {
        return directory.resolve("certificates").resolve(fingerprint.hex() + ".der");
    }

    private static Optional<Bytes> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(Bytes.owning(Files.readAllBytes(file)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private static void write(Path file, Bytes content) {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            try (var channel =
                    FileChannel.open(
                            fresh,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(content.unsafe());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
