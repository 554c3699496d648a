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

    /// The number of PostgreSQL's advisory lock that whoever flushes holds ("acts" in ASCII).
    private static final long TURN = 0x61637473L;

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

    /// Brings every waiting act to the log, in order; returns when all are durable there, whoever
    /// brought them.
    public void flush(Appender appender) {
        flushing.lock();
        try {
            while (database.write(handle -> flushPage(handle, appender)) > 0) {
                // Until nothing waits.
            }
        } finally {
            flushing.unlock();
        }
    }

    private static int flushPage(Handle handle, Appender appender) {
        // 1. No other instance of the site has acts in its hands.
        handle.execute("SELECT pg_advisory_xact_lock(?)", TURN);
        var page = page(handle);
        // 2. The acts are in the log. A crash after this brings them there again, to no effect.
        page.forEach(act -> appender.append(act.id(), act.leaf()));
        // 3. Their rows go.
        remove(handle, page);
        return page.size();
    }

    private static List<Waiting> page(Handle handle) {
        return handle.createQuery(
                        "SELECT position, id, leaf FROM act ORDER BY position LIMIT :page")
                .bind("page", PAGE)
                .map(
                        (row, _) ->
                                new Waiting(
                                        row.getLong("position"),
                                        row.getString("id"),
                                        Bytes.owning(row.getBytes("leaf"))))
                .list();
    }

    /// These and no others: a lower position may have been committed since the page was read, because
    /// positions are given when a row is written.
    private static void remove(Handle handle, List<Waiting> page) {
        var batch = handle.prepareBatch("DELETE FROM act WHERE position = :position");
        page.forEach(act -> batch.bind("position", act.position()).add());
        if (!page.isEmpty()) {
            batch.execute();
        }
    }

    public long waiting() {
        return database.read(
                handle -> handle.createQuery("SELECT count(*) FROM act").mapTo(Long.class).one());
    }
}
