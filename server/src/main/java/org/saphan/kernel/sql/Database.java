package org.saphan.kernel.sql;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// Skeleton.
public final class Database implements AutoCloseable {

    public <T> T read(Function<Handle, T> work) {
        throw new IllegalStateException();
    }

    /// One transaction.
    public <T> T write(Function<Handle, T> work) {
        throw new IllegalStateException();
    }

    @Override
    public void close() {}
}
