package org.saphan.evidence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.saphan.evidence.Bytes;

/// Where leaves first become durable, in batches, each behind a commit mark. The tiles are made from
/// it afterwards; a journal file goes when everything in it stands in tiles.
///
/// A batch is `SPHB`, first index (8 bytes), count (4), length (4), the records, CRC-32C of all that
/// (4), `MARK`. A record is the leaf's length (2), the side's length (2), the leaf, the side. A
/// file is called by the index of its first leaf and ends in zeros.
final class Journal implements AutoCloseable {

    static final int FILE_BYTES = 8 << 20;
    private static final int BATCH_MAGIC = 0x53504842;
    private static final int MARK = 0x4d41524b;
    private static final int HEAD = 20;
    private static final int FOOT = 8;

    /// A batch is at most this long, so torn bytes reach no further behind the last commit mark.
    static final int MAX_BATCH = 2 << 20;

    private final Path directory;
    private final Disk disk;
    private final TreeMap<Long, Path> files = new TreeMap<>();
    private Disk.@Nullable Slab current;
    private int position;
    private long next;

    private Journal(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /// What stood in the journal, from its first leaf on.
    record Found(long first, List<Entry> entries) {}

    /// Opens, and gives what is there to `found` once.
    static Journal open(Path directory, Disk disk, Consumer<Found> found) throws IOException {
        var journal = new Journal(directory, disk);
        Files.createDirectories(directory);
        try (var listed = Files.newDirectoryStream(directory, "[0-9]*[0-9]")) {
            for (var file : listed) {
                journal.files.put(Long.parseLong(file.getFileName().toString()), file);
            }
        }
        found.accept(journal.recover());
        return journal;
    }

    private Found recover() throws IOException {
        if (files.isEmpty()) {
            start(0);
            return new Found(0, List.of());
        }
        long first = files.firstKey();
        var entries = new ArrayList<Entry>();
        next = first;
        for (var file : List.copyOf(files.entrySet())) {
            if (file.getKey() != next) {
                throw new DamagedLog(file.getValue(), 0, "leaves before this file are missing");
            }
            boolean last = file.getKey().equals(files.lastKey());
            var slab = disk.slab(file.getValue(), FILE_BYTES);
            var bytes = slab.read();
            int end = scan(bytes, entries);
            requireOnlyTorn(file.getValue(), bytes, end, last);
            if (last) {
                current = slab;
                position = end;
                wipe(bytes);
            } else {
                slab.close();
            }
        }
        return new Found(first, entries);
    }

    /// Reads batches up to the last commit mark; returns where that ends.
    private int scan(Bytes file, List<Entry> into) {
        int at = 0;
        while (true) {
            int end = batchEnd(file, at, next);
            if (end < 0) {
                return at;
            }
            var records = ByteBuffer.wrap(file.unsafe(), at + HEAD, end - at - HEAD - FOOT);
            while (records.hasRemaining()) {
                var leaf = new byte[records.getShort() & 0xffff];
                var side = new byte[records.getShort() & 0xffff];
                records.get(leaf).get(side);
                into.add(new Entry(Bytes.owning(leaf), Bytes.owning(side)));
                next++;
            }
            at = end;
        }
    }

    /// Where the committed batch that begins here ends; -1 when none does.
    private static int batchEnd(Bytes file, int at, long expected) {
        if (at + HEAD + FOOT > file.size()) {
            return -1;
        }
        var head = ByteBuffer.wrap(file.unsafe(), at, HEAD);
        if (head.getInt() != BATCH_MAGIC || head.getLong() < expected) {
            return -1;
        }
        head.getInt();
        int length = head.getInt();
        if (length < 0 || length > MAX_BATCH || at + HEAD + length + FOOT > file.size()) {
            return -1;
        }
        int end = at + HEAD + length + FOOT;
        var foot = ByteBuffer.wrap(file.unsafe(), end - FOOT, FOOT);
        return foot.getInt() == crc(file.unsafe(), at, HEAD + length) && foot.getInt() == MARK
                ? end
                : -1;
    }

    /// Behind the last commit mark there may be one torn batch, at the very end of the journal alone.
    private void requireOnlyTorn(Path file, Bytes bytes, int end, boolean last) throws DamagedLog {
        int lastByte = bytes.size() - 1;
        while (lastByte >= end && bytes.at(lastByte) == 0) {
            lastByte--;
        }
        if (lastByte < end) {
            return;
        }
        if (!last || lastByte >= end + MAX_BATCH + HEAD + FOOT) {
            throw new DamagedLog(file, end, "not a batch, and not the zeros behind the last one");
        }
        for (int at = end + 1; at <= lastByte; at++) {
            if (batchEnd(bytes, at, next) >= 0) {
                throw new DamagedLog(file, end, "a batch is damaged, and another follows it");
            }
        }
    }

    private void wipe(Bytes bytes) throws IOException {
        int torn = Math.min(bytes.size() - position, MAX_BATCH + HEAD + FOOT);
        for (int at = position; at < position + torn; at++) {
            if (bytes.at(at) != 0) {
                writable().write(Disk.Write.BATCH, ByteBuffer.allocate(torn), position);
                return;
            }
        }
    }

    private void start(long first) throws IOException {
        if (current != null) {
            current.close();
        }
        var file = directory.resolve("%018d".formatted(first));
        current = disk.slab(file, FILE_BYTES);
        files.put(first, file);
        position = 0;
        next = first;
    }

    /// Does one more entry fit into a batch that has so many bytes already?
    static boolean fits(int batchBytes, Entry entry) {
        return batchBytes + entry.size() + 4 <= MAX_BATCH;
    }

    /// Makes a batch durable, whole or not at all.
    void append(List<Entry> batch) throws IOException {
        int length = batch.stream().mapToInt(entry -> entry.size() + 4).sum();
        if (position + HEAD + length + FOOT > FILE_BYTES) {
            start(next);
        }
        var bytes = ByteBuffer.allocate(HEAD + length + FOOT);
        bytes.putInt(BATCH_MAGIC).putLong(next).putInt(batch.size()).putInt(length);
        for (var entry : batch) {
            bytes.putShort((short) entry.leaf().size()).putShort((short) entry.side().size());
            bytes.put(entry.leaf().unsafe()).put(entry.side().unsafe());
        }
        bytes.putInt(crc(bytes.array(), 0, HEAD + length)).putInt(MARK).flip();
        int size = bytes.remaining();
        writable().write(Disk.Write.BATCH, bytes, position);
        position += size;
        next += batch.size();
    }

    /// Gives up every file whose leaves all lie before this one, but never the one being written.
    void dropBefore(long leaf) throws IOException {
        while (files.size() > 1 && files.higherKey(files.firstKey()) <= leaf) {
            Files.delete(files.pollFirstEntry().getValue());
        }
    }

    private static int crc(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private Disk.Slab writable() {
        return Objects.requireNonNull(current, "a journal that was opened has a current file");
    }

    @Override
    public void close() {
        try {
            writable().close();
        } catch (IOException e) {
            // Everything that was acknowledged is durable already.
        }
    }
}
