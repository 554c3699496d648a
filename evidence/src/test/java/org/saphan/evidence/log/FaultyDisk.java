package org.saphan.evidence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.saphan.evidence.Bytes;

/// The real disk, which breaks once at a chosen write, before or after it took effect, or tells a test
/// that the disk is nearly full.
final class FaultyDisk implements Disk {

    enum Moment {
        BEFORE,
        /// Half of the bytes are there; the rest are not. For the writes that go into a slab.
        HALFWAY,
        AFTER
    }

    /// What happens at the chosen moment: an exception, or the end of the process.
    interface Break {

        void happen() throws IOException;
    }

    private final Disk real = new FileDisk();
    private volatile Write at = Write.BATCH;
    private volatile Moment moment = Moment.BEFORE;
    private volatile int skip = -1;
    private volatile Break how = FaultyDisk::fail;
    private volatile long usable = Long.MAX_VALUE;
    private volatile int broken;

    private static void fail() throws IOException {
        throw new IOException("broken for the test");
    }

    /// Breaks the next write of this kind.
    void breakAt(Write write, Moment moment) {
        breakAt(write, moment, 0, FaultyDisk::fail);
    }

    /// Breaks the write of this kind that comes after `skipping` others of it.
    synchronized void breakAt(Write write, Moment moment, int skipping, Break how) {
        this.at = write;
        this.moment = moment;
        this.how = how;
        this.skip = skipping;
    }

    void usable(long bytes) {
        usable = bytes;
    }

    boolean hasBroken() {
        return broken > 0;
    }

    private synchronized boolean isNow(Write write) {
        if (write != at || skip < 0) {
            return false;
        }
        return skip-- == 0;
    }

    private interface Act {

        void run() throws IOException;
    }

    private void act(Write write, Act half, Act whole) throws IOException {
        if (!isNow(write)) {
            whole.run();
            return;
        }
        switch (moment) {
            case BEFORE -> {}
            case HALFWAY -> half.run();
            case AFTER -> whole.run();
        }
        broken++;
        how.happen();
    }

    @Override
    public void replace(Write write, Path file, Bytes content) throws IOException {
        // A whole file appears or does not: halfway is the same as before.
        act(write, () -> {}, () -> real.replace(write, file, content));
    }

    @Override
    public void remove(Write write, Path file) throws IOException {
        act(write, () -> {}, () -> real.remove(write, file));
    }

    @Override
    public Slab slab(Path file, int size) throws IOException {
        if (!Files.exists(file)) {
            act(Write.JOURNAL, () -> {}, () -> real.slab(file, size).close());
        }
        var slab = real.slab(file, size);
        return new Slab() {
            @Override
            public void write(Write write, ByteBuffer bytes, int at) throws IOException {
                var half = bytes.slice(0, bytes.remaining() / 2);
                act(write, () -> slab.write(write, half, at), () -> slab.write(write, bytes, at));
            }

            @Override
            public Bytes read() throws IOException {
                return slab.read();
            }

            @Override
            public void close() throws IOException {
                slab.close();
            }
        };
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return Math.min(usable, real.usableBytes(directory));
    }
}
