package org.saphan.notary;

import java.io.IOException;
import java.nio.file.Path;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.log.Disk;
import org.saphan.evidence.log.FileDisk;

/// The real disk, as full as a test says.
final class TestDisk implements Disk {

    private final Disk real = new FileDisk();
    volatile long usable = Long.MAX_VALUE;

    @Override
    public void replace(Write write, Path file, Bytes content) throws IOException {
        real.replace(write, file, content);
    }

    @Override
    public void remove(Write write, Path file) throws IOException {
        real.remove(write, file);
    }

    @Override
    public Slab slab(Path file, int size) throws IOException {
        return real.slab(file, size);
    }

    @Override
    public long usableBytes(Path directory) {
        return usable;
    }
}
