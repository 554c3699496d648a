package org.saphan.evidence.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Merkle;

/// Checks a log's directory from outside, without its key: every leaf, every tile, and that they lead
/// to the signed head. Works beside a running log: it reads the head first.
public final class LogAudit {

    /// @param leaves how many were checked, up to the signed head
    public record Report(NoteKey key, Checkpoint head, long leaves) {}

    private static final int MAX_ATTEMPTS = 5;

    private LogAudit() {}

    /// Throws [DamagedLog] with the file's name when something is not what it was.
    public static Report of(Path directory) throws IOException {
        var key = Identity.read(directory).key();
        var headFile = directory.resolve("checkpoint");
        if (!Files.exists(headFile)) {
            throw new DamagedLog(headFile, 0, "is missing");
        }
        var head = head(headFile, key);
        var checked = checkLeaves(directory, head.size());
        if (checked.size() < head.size()) {
            long bundle = checked.size() / Tiles.WIDTH;
            if (hasEntries(directory, bundle) && !hasBundle(directory, bundle)) {
                throw new DamagedLog(directory.resolve(tile(bundle).path()), 0, "is missing");
            }
            throw new DamagedLog(
                    directory.resolve("journal"),
                    0,
                    "leaves end at " + checked.size() + ", but the head says " + head.size());
        }
        if (!checked.root(head.size()).equals(head.root())) {
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

    /// Whole bundles first, the rest from the journal. Beside a running log the journal may have been
    /// shortened since the bundles were read, or written while it was read; then another look finds
    /// it whole, and only what stays damaged is damage.
    private static Tree checkLeaves(Path directory, long size) throws IOException {
        var archive = new Archive(directory, new FileDisk());
        var checked = Tree.resume(0, archive);
        for (int attempt = 1; ; attempt++) {
            while (checked.size() % Tiles.WIDTH == 0
                    && checked.size() + Tiles.WIDTH <= size
                    && hasBundle(directory, checked.size() / Tiles.WIDTH)) {
                checkBundle(directory, archive, checked, checked.size() / Tiles.WIDTH);
            }
            try {
                checkJournal(directory, checked, size);
                takeFromBundle(directory, archive, checked, size);
                if (checked.size() >= size || attempt == MAX_ATTEMPTS) {
                    return checked;
                }
            } catch (DamagedLog | NoSuchFileException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /// A log that runs on may have moved leaves of our head into a bundle that reaches beyond it.
    private static void takeFromBundle(Path directory, Archive archive, Tree checked, long size)
            throws IOException {
        long bundle = checked.size() / Tiles.WIDTH;
        boolean reachesBeyond = (bundle + 1) * Tiles.WIDTH > size;
        if (checked.size() < size && reachesBeyond && hasEntries(directory, bundle)) {
            var leaves = archive.entries(bundle);
            while (checked.size() < size && checked.size() / Tiles.WIDTH == bundle) {
                checked.append(Merkle.leaf(leaves.get((int) (checked.size() % Tiles.WIDTH))));
            }
        }
    }

    /// Entries are written before their hashes: without these, the journal still has the leaves.
    private static boolean hasBundle(Path directory, long index) {
        return hasEntries(directory, index) && Files.exists(directory.resolve(tile(index).path()));
    }

    private static boolean hasEntries(Path directory, long index) {
        var address = new Tiles.Address(Tiles.Address.ENTRIES, index, Tiles.WIDTH);
        return Files.exists(directory.resolve(address.path()));
    }

    private static Tiles.Address tile(long index) {
        return new Tiles.Address(0, index, Tiles.WIDTH);
    }

    /// Leaves and hash tiles are kept apart; each must say what the other says. Sides
    /// that were not destroyed must be whole.
    private static void checkBundle(Path directory, Archive archive, Tree checked, long index)
            throws IOException {
        archive.sides(index);
        archive.entries(index).forEach(leaf -> checked.append(Merkle.leaf(leaf)));
        for (var address : checked.fullTilesUpTo(checked.size())) {
            var file = directory.resolve(address.path());
            if (!Files.exists(file)
                    || !checked.tile(address)
                            .equals(archive.tile(address.level(), address.index()))) {
                throw new DamagedLog(
                        file, 0, "not the hashes of what " + below(address) + " holds");
            }
            checked.forget(address);
        }
    }

    /// Which of the two is damaged cannot be told, so both are named.
    private static String below(Tiles.Address address) {
        var first = address.index() * (address.level() == 0 ? 1 : Tiles.WIDTH);
        var lower = new Tiles.Address(address.level() - 1, first, Tiles.WIDTH).path();
        return address.level() == 0 ? lower : lower + " and the 255 after it";
    }

    private static void checkJournal(Path directory, Tree checked, long size) throws IOException {
        try (var _ =
                Journal.open(
                        directory.resolve("journal"),
                        new ReadOnly(),
                        found -> compare(directory, found, checked, size))) {
            // read and closed again
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// What the journal holds beyond the bundles is added; what stands in both must be the same.
    private static void compare(Path directory, Journal.Found found, Tree checked, long size) {
        try {
            long at = found.first();
            for (var entry : found.entries()) {
                var hash = Merkle.leaf(entry.leaf());
                if (at == checked.size() && at < size) {
                    checked.append(hash);
                } else if (at < checked.size() && !checked.leafHash(at).equals(hash)) {
                    throw new DamagedLog(
                            directory.resolve("journal"), 0, "leaf " + at + " is another in tiles");
                }
                at++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Looks and never writes: a running log's torn tail is its own business.
    private static final class ReadOnly implements Disk {

        @Override
        public void replace(Write write, Path file, Bytes content) throws IOException {
            throw new DamagedLog(file, 0, "is missing");
        }

        @Override
        public void remove(Write write, Path file) {
            // nothing is taken away from outside
        }

        @Override
        public Slab slab(Path file, int size) throws IOException {
            var content = Bytes.owning(Files.readAllBytes(file));
            if (content.size() != size) {
                throw new DamagedLog(file, 0, "has another size than it was made with");
            }
            return new Slab() {
                @Override
                public void write(Write write, ByteBuffer bytes, int at) throws IOException {
                    throw new IOException("an audit writes nothing");
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
