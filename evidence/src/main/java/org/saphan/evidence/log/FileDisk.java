package org.saphan.evidence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import org.saphan.evidence.Bytes;

/// The real disk.
public final class FileDisk implements Disk {

    @Override
    public void replace(Write write, Path file, Bytes content) throws IOException {
        var directory = parent(file);
        createDirectories(directory);
        var fresh = directory.resolve(file.getFileName() + ".new");
        try (var channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            writeFully(channel, ByteBuffer.wrap(content.unsafe()), 0);
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        forceDirectory(directory);
    }

    private static void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            var parent = parent(directory);
            createDirectories(parent);
            Files.createDirectories(directory);
            forceDirectory(parent);
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root has no parent");
    }

    /// A new name is durable only when its directory is.
    private static void forceDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Slab slab(Path file, int size) throws IOException {
        if (!Files.exists(file)) {
            replace(Write.JOURNAL, file, Bytes.owning(new byte[size]));
        }
        if (Files.size(file) != size) {
            throw new DamagedLog(file, 0, "has another size than it was made with");
        }
        return new FileSlab(
                FileChannel.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)),
                size);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long at)
            throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    private record FileSlab(FileChannel channel, int size) implements Slab {

        @Override
        public void write(Write write, ByteBuffer bytes, int at) throws IOException {
            writeFully(channel, bytes, at);
            channel.force(false);
        }

        @Override
        public Bytes read() throws IOException {
            var bytes = ByteBuffer.allocate(size);
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
                // reads on until the whole file is in memory
            }
            return Bytes.owning(bytes.array());
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
