package org.saphan.notary;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.kernel.sql.Database;

/// The heads of this log that others have seen: countersigned by witnesses, some with a timestamp.
/// Receipts take their heads from here, so that they can name what was still pending at first.
final class Heads {

    /// @param timestamp an RFC 3161 token over the head
    record Head(Checkpoint checkpoint, Optional<Bytes> timestamp) {}

    private static final String SELECT = "select note, token from notary_head ";

    private final Database database;
    private final int log;

    /// How far others have seen it, for whoever watches this site: asking must not need the database.
    private volatile long witnessedSize;

    private volatile Optional<Instant> stampedAt = Optional.empty();

    Heads(Database database, int log) {
        this.database = database;
        this.log = log;
        this.witnessedSize = newest().map(head -> head.checkpoint().size()).orElse(0L);
        this.stampedAt = lastTimestamp();
    }

    long witnessedSize() {
        return witnessedSize;
    }

    Optional<Instant> stampedAt() {
        return stampedAt;
    }

    /// With the signatures that it has by now; a later call may add more.
    void witnessed(Checkpoint head) {
        database.write(
                handle ->
                        handle.createUpdate(
                                        """
                                        insert into notary_head (log, size, note)
                                        values (:log, :size, :note)
                                        on conflict (log, size) do update set note = excluded.note""")
                                .bind("log", log)
                                .bind("size", head.size())
                                .bind("note", head.bytes().array())
                                .execute());
        seen(head);
    }

    /// From now on smaller heads without a timestamp prove nothing that this one does not.
    void stamped(Checkpoint head, Bytes token, Instant time) {
        database.write(
                handle -> {
                    handle.createUpdate(
                                    """
                                    insert into notary_head (log, size, note, token, token_time)
                                    values (:log, :size, :note, :token, :time)
                                    on conflict (log, size) do update
                                    set token = excluded.token, token_time = excluded.token_time""")
                            .bind("log", log)
                            .bind("size", head.size())
                            .bind("note", head.bytes().array())
                            .bind("token", token.array())
                            .bind("time", time)
                            .execute();
                    return handle.createUpdate(
                                    """
                                    delete from notary_head
                                    where log = :log and size < :size and token is null""")
                            .bind("log", log)
                            .bind("size", head.size())
                            .execute();
                });
        stampedAt = Optional.of(time);
        seen(head);
    }

    private void seen(Checkpoint head) {
        witnessedSize = Math.max(witnessedSize, head.size());
    }

    /// The best head that covers this leaf: the first one with a timestamp, else the first one that a
    /// witness saw. Two questions, so that each is one step into an index.
    Optional<Head> covering(long leaf) {
        return database.read(
                handle ->
                        first(handle, leaf, "token is not null")
                                .or(() -> first(handle, leaf, "true")));
    }

    private Optional<Head> first(Handle handle, long leaf, String condition) {
        return handle.createQuery(
                        SELECT
                                + "where log = :log and size > :leaf and "
                                + condition
                                + " order by size limit 1")
                .bind("log", log)
                .bind("leaf", leaf)
                .map(Heads::head)
                .findOne();
    }

    Optional<Head> newest() {
        return database.read(handle -> newest(handle, "true"));
    }

    Optional<Head> newestStamped() {
        return database.read(handle -> newest(handle, "token is not null"));
    }

    private Optional<Head> newest(Handle handle, String condition) {
        return handle.createQuery(
                        SELECT
                                + "where log = :log and "
                                + condition
                                + " order by size desc limit 1")
                .bind("log", log)
                .map(Heads::head)
                .findOne();
    }

    private Optional<Instant> lastTimestamp() {
        return database.read(
                handle ->
                        handle.createQuery(
                                        """
                                        select token_time from notary_head
                                        where log = :log and token is not null
                                        order by size desc limit 1""")
                                .bind("log", log)
                                .mapTo(Instant.class)
                                .findOne());
    }

    private static Head head(ResultSet row, StatementContext context) throws SQLException {
        return new Head(
                Checkpoint.parse(Bytes.owning(row.getBytes("note"))),
                Optional.ofNullable(row.getBytes("token")).map(Bytes::owning));
    }
}
