package org.saphan.evidence.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Merkle;

/// Checks a log's directory from outside, without its key: every leaf, every tile, and that they lead
/// to the signed head. Works beside a running log: it reads the head first.
public final class LogAudit {

    /// @param leaves how many were checked, up to the signed head
    public record Report(NoteKey key, Checkpoint head, long leaves) {}

    private LogAudit() {}

    /// Throws [DamagedLog] with the file's name when something is not what it was.
    public static Report of(Path directory) throws IOException {
        var key = Identity.read(directory).key();
        var headFile = directory.resolve("checkpoint");
        if (!Files.exists(headFile)) {
            throw new DamagedLog(headFile, 0, "is missing");
        }
        var head = head(headFile, key);
        var archive = new Archive(directory, new FileDisk());
        var checked = Tree.resume(0, archive);
        long tiles = 0;
        while ((tiles + 1) * Tiles.WIDTH <= head.size() && hasBundle(directory, tiles)) {
            checkBundle(directory, archive, checked, tiles++);
        }
        checkJournal(directory, checked, head.size());
        if (checked.size() < head.size() || !checked.root(head.size()).equals(head.root())) {
            throw new DamagedLog(headFile, 0, "the leaves do not lead to the signed head");
        }
        return new Report(key, head, head.size());
    }

    private static Checkpoint head(Path file, NoteKey key) throws IOException {
        try {
            var head = Checkpoint.parse(Bytes.owning(Files.readAllBytes(file)));
            if (head.isSignedBy(key)) {
                return head;
            }
            throw new DamagedLog(file, 0, "not signed by this log");
        } catch (MalformedText e) {
            throw new DamagedLog(file, 0, "not a checkpoint");
        }
    }

    private static boolean hasBundle(Path directory, long index) {
        var address = new Tiles.Address(Tiles.Address.ENTRIES, index, Tiles.WIDTH);
        return Files.exists(directory.resolve(address.path()));
    }

    /// Leaves and hash tiles are kept apart; each must say what the other says.
    private static void checkBundle(Path directory, Archive archive, Tree checked, long index)
            throws IOException {
        archive.entries(index).forEach(leaf -> checked.append(Merkle.leaf(leaf)));
        for (var address : checked.fullTilesUpTo(checked.size())) {
            var file = directory.resolve(address.path());
            if (!Files.exists(file)
                    || !checked.tile(address)
                            .equals(archive.tile(address.level(), address.index()))) {
                throw new DamagedLog(file, 0, "not the hashes of the leaves below it");
            }
            checked.forget(address);
        }
    }

    private static void checkJournal(Path directory, Tree checked, long size) throws IOException {
        try (var _ =
                Journal.open(
                        directory.resolve("journal"),
                        new ReadOnly(),
                        found -> {
                            long at = found.first();
                            for (var entry : found.entries()) {
                                if (at++ == checked.size() && checked.size() < size) {
                                    checked.append(Merkle.leaf(entry.leaf()));
                                }
                            }
                        })) {
            // read and closed again
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Looks and never writes: a running log's torn tail is its own business.
    private static final class ReadOnly implements Disk {

        @Override
        public void replace(Write write, Path file, Bytes content) throws IOException {
            throw new DamagedLog(file, 0, "is missing");
        }

        @Override
        public Slab slab(Path file, int size) throws IOException {
            var content = Bytes.owning(Files.readAllBytes(file));
            if (content.size() != size) {
                throw new DamagedLog(file, 0, "has another size than it was made with");
            }
            return new Slab() {
                @Override
                public void write(Write write, ByteBuffer bytes, int at) {
                    // nothing is repaired from outside
                }

                @Override
                public Bytes read() {
                    return content;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public long usableBytes(Path directory) {
            return Long.MAX_VALUE;
        }
    }
}
