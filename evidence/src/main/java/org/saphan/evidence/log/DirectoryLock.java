package org.saphan.evidence.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps a second process out of a directory: two that sign under one key could contradict each other.
/// The operating system lets go of it when the process ends, however it ends.
record DirectoryLock(FileChannel channel) implements AutoCloseable {

    static DirectoryLock take(Path directory) throws IOException {
        var channel =
                FileChannel.open(
                        directory.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // This process itself has it open already: taken stays false.
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        if (!taken) {
            throw new IOException(directory + " is in use by another process");
        }
        return new DirectoryLock(channel);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
