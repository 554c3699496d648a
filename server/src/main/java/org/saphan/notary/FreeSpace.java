package org.saphan.notary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Free space where PostgreSQL writes, asked of the file system at most once a second: a question
/// before every exchange would cost more than the answer is worth.
final class FreeSpace {

    private static final long FRESH_NANOS = 1_000_000_000L;

    private record Seen(long bytes, long at) {}

    private final LongSupplier usable;
    private final LongSupplier nanos;
    private volatile Optional<Seen> seen = Optional.empty();

    FreeSpace(LongSupplier usable, LongSupplier nanos) {
        this.usable = usable;
        this.nanos = nanos;
    }

    /// An outside database minds its own space; for it there is always enough.
    static FreeSpace of(Optional<Path> directory) {
        return new FreeSpace(
                () -> directory.map(FreeSpace::ask).orElse(Long.MAX_VALUE), System::nanoTime);
    }

    long bytes() {
        long now = nanos.getAsLong();
        var last = seen.filter(old -> now - old.at < FRESH_NANOS);
        return last.orElseGet(() -> look(now)).bytes;
    }

    private Seen look(long now) {
        var fresh = new Seen(usable.getAsLong(), now);
        seen = Optional.of(fresh);
        return fresh;
    }

    /// A file system that does not answer has no room for us.
    private static long ask(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }
}
