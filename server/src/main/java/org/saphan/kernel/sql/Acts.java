package org.saphan.kernel.sql;

import org.jdbi.v3.core.Handle;
import org.saphan.evidence.Bytes;

/// Skeleton. The outbox: an act's row commits together with what it changes, reaches the evidence log
/// before the act is answered, and is repeated after a crash; repeats do nothing.
public final class Acts {

    /// The evidence log, seen from here.
    public interface Appender {

        void append(String act, Bytes leaf);
    }

    public Acts(Database database) {}

    public void record(Handle handle, String act, Bytes leaf) {
        throw new IllegalStateException();
    }

    /// Brings every waiting act to the log, in order; returns when all are durable there.
    public void flush(Appender appender) {
        throw new IllegalStateException();
    }
}
