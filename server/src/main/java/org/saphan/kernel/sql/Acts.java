package org.saphan.kernel.sql;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.saphan.evidence.Bytes;

/// The outbox. An act's row commits together with what it changes, reaches the evidence log before the
/// act is answered, and is brought there again after a crash; the log keeps the same act once.
public final class Acts {

    private static final int PAGE = 100;

    /// The evidence log, seen from here. Appending the same act again does nothing.
    public interface Appender {

        void append(String act, Bytes leaf);
    }

    private record Waiting(long position, String id, Bytes leaf) {}

    private final Database database;
    private final ReentrantLock flushing = new ReentrantLock();

    public Acts(Database database) {
        this.database = database;
    }

    /// In the caller's own transaction.
    public void record(Handle handle, String act, Bytes leaf) {
        handle.createUpdate("INSERT INTO act (id, leaf) VALUES (:id, :leaf)")
                .bind("id", UUID.fromString(act))
                .bind("leaf", leaf.array())
                .execute();
    }

    /// Brings every waiting act to the log, in order; returns when all are durable there.
    public void flush(Appender appender) {
        flushing.lock();
        try {
            for (var page = page(); !page.isEmpty(); page = page()) {
                // 1. The act is in the log. A crash after this brings it there again, to no effect.
                page.forEach(act -> appender.append(act.id(), act.leaf()));
                // 2. The row goes.
                remove(page.getLast().position());
            }
        } finally {
            flushing.unlock();
        }
    }

    private List<Waiting> page() {
        return database.read(
                handle ->
                        handle.createQuery(
                                        """
                                        SELECT position, id, leaf FROM act
                                         ORDER BY position LIMIT :page
                                        """)
                                .bind("page", PAGE)
                                .map(
                                        (row, _) ->
                                                new Waiting(
                                                        row.getLong("position"),
                                                        row.getString("id"),
                                                        Bytes.owning(row.getBytes("leaf"))))
                                .list());
    }

    private void remove(long upTo) {
        database.write(
                handle ->
                        handle.createUpdate("DELETE FROM act WHERE position <= :position")
                                .bind("position", upTo)
                                .execute());
    }

    public long waiting() {
        return database.read(
                handle -> handle.createQuery("SELECT count(*) FROM act").mapTo(Long.class).one());
    }
}
