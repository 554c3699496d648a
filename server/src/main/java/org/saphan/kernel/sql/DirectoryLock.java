package org.saphan.kernel.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps a second program out of the database's directory: it would adopt our server, and end it when
/// it ends itself. The operating system lets go of it when the program ends, however it ends.
record DirectoryLock(Path directory, FileChannel channel) implements AutoCloseable {

    /// Asked before the file is opened: closing it a second time would let go of the first lock, since
    /// the operating system keeps locks for processes and not for channels.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    static DirectoryLock take(Path directory) throws IOException {
        var real = directory.toRealPath();
        if (!HELD_HERE.add(real)) {
            throw inUse(directory);
        }
        boolean taken = false;
        try {
            var channel =
                    FileChannel.open(
                            real.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            taken = channel.tryLock() != null;
            if (!taken) {
                channel.close();
                throw inUse(directory);
            }
            return new DirectoryLock(real, channel);
        } finally {
            if (!taken) {
                HELD_HERE.remove(real);
            }
        }
    }

    private static IOException inUse(Path directory) {
        return new IOException(
                "มีโปรแกรม saphan อื่นใช้ฐานข้อมูลใน "
                        + directory
                        + " อยู่ โปรดปิดโปรแกรมนั้นก่อน / another saphan is using the database in this"
                        + " directory; end it first");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}
