package org.saphan.evidence.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;

/// The log as others read it: full tiles in the layout of C2SP `tlog-tiles`, and beside them the
/// private sides, in a directory of their own so that they can be destroyed.
final class Archive implements Tree.Source {

    private final Path directory;
    private final Disk disk;

    Archive(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    @Override
    public Bytes tile(int level, long index) throws IOException {
        var file = file(new Tiles.Address(level, index, Tiles.WIDTH));
        var tile = read(file);
        if (tile.size() != Tiles.WIDTH * Tiles.HASH) {
            throw new DamagedLog(file, tile.size(), "not 256 hashes");
        }
        return tile;
    }

    Bytes bundle(long index) throws IOException {
        return read(file(new Tiles.Address(Tiles.Address.ENTRIES, index, Tiles.WIDTH)));
    }

    List<Bytes> entries(long index) throws IOException {
        var file = file(new Tiles.Address(Tiles.Address.ENTRIES, index, Tiles.WIDTH));
        return unbundled(file, read(file));
    }

    /// Empty once the sides were destroyed.
    Optional<List<Bytes>> sides(long index) throws IOException {
        var file = sidesFile(index);
        return Files.exists(file) ? Optional.of(unbundled(file, read(file))) : Optional.empty();
    }

    private static List<Bytes> unbundled(Path file, Bytes bundle) throws DamagedLog {
        try {
            var entries = Tiles.unbundle(bundle);
            if (entries.size() == Tiles.WIDTH) {
                return entries;
            }
        } catch (MalformedText e) {
            // falls through: one message for every way of being wrong
        }
        throw new DamagedLog(file, 0, "not 256 entries");
    }

    void keep(Tiles.Address tile, Bytes content) throws IOException {
        disk.replace(Disk.Write.TILE, file(tile), content);
    }

    void keepEntries(long index, List<Entry> entries) throws IOException {
        disk.replace(
                Disk.Write.SIDES,
                sidesFile(index),
                Tiles.bundle(entries.stream().map(Entry::side).toList()));
        disk.replace(
                Disk.Write.ENTRIES,
                file(new Tiles.Address(Tiles.Address.ENTRIES, index, Tiles.WIDTH)),
                Tiles.bundle(entries.stream().map(Entry::leaf).toList()));
    }

    private Path file(Tiles.Address address) {
        return directory.resolve(address.path());
    }

    private Path sidesFile(long index) {
        var path = new Tiles.Address(Tiles.Address.ENTRIES, index, Tiles.WIDTH).path();
        return directory.resolve("private").resolve(path.substring("tile/entries/".length()));
    }

    private static Bytes read(Path file) throws IOException {
        try {
            return Bytes.owning(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new DamagedLog(file, 0, "is missing");
        }
    }
}
