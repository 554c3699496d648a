package org.saphan.kernel.http;

/// Skeleton.
public final class HttpCaller implements AutoCloseable {

    /// Blocks until the call has ended, in one way or another.
    public Outcome call(Call call) {
        throw new IllegalStateException();
    }

    @Override
    public void close() {}
}
