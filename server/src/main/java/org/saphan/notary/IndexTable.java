package org.saphan.notary;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.saphan.evidence.AnswerStatement;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.RefusalStatement;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.RequestStatement.AgreementReference;
import org.saphan.kernel.MemberId;

/// The index in PostgreSQL, one statement per method. Every write may be repeated.
final class IndexTable {

    private IndexTable() {}

    /// The row of this site's log with that origin, made when it is new.
    static int log(Handle handle, String origin) {
        handle.createUpdate(
                        "insert into notary_log (origin) values (:origin) on conflict (origin) do nothing")
                .bind("origin", origin)
                .execute();
        return handle.createQuery("select id from notary_log where origin = :origin")
                .bind("origin", origin)
                .mapTo(Integer.class)
                .one();
    }

    static long position(Handle handle, int log) {
        return handle.createQuery("select indexed from notary_log where id = :log")
                .bind("log", log)
                .mapTo(Long.class)
                .one();
    }

    /// Only who still sees the position that it started from may move it.
    static void move(Handle handle, int log, long from, long to) {
        int moved =
                handle.createUpdate(
                                "update notary_log set indexed = :to where id = :log and indexed = :from")
                        .bind("to", to)
                        .bind("log", log)
                        .bind("from", from)
                        .execute();
        if (moved != 1) {
            throw new IllegalStateException("another process is indexing this log");
        }
    }

    static void addExchanges(Handle handle, int log, Map<Long, Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        var batch =
                handle.prepareBatch(
                        """
                        insert into notary_exchange (exchange, role, log, leaf, seen, consumer_system,
                            consumer_member, provider_service, provider_member, purpose, agreement,
                            requested_at, outcome, status, refused_by, reason, subject)
                        values (:exchange, :role, :log, :leaf, :seen, :consumer, :consumerMember,
                            :provider, :providerMember, :purpose, :agreement,
                            :requestedAt, :outcome, :status, :refusedBy, :reason, :subject)
                        on conflict (exchange, role) do nothing""");
        entries.forEach(
                (leaf, entry) -> {
                    var request = entry.request();
                    batch.bind("exchange", entry.exchange())
                            .bind("role", word(entry.role()))
                            .bind("log", log)
                            .bind("leaf", (long) leaf)
                            .bind("seen", word(entry.seen()))
                            .bind("consumer", request.consumer())
                            .bind("consumerMember", request.consumerMember())
                            .bind("provider", request.provider())
                            .bind("providerMember", request.providerMember())
                            .bind("purpose", request.purpose())
                            .bind("agreement", request.agreement().map(AgreementReference::id))
                            .bind("requestedAt", request.time())
                            .bind(
                                    "outcome",
                                    entry.outcome() instanceof AnswerStatement
                                            ? "answer"
                                            : "refusal")
                            .bind("status", status(entry))
                            .bind("refusedBy", refusal(entry).map(RefusalStatement::by))
                            .bind("reason", refusal(entry).map(RefusalStatement::reason))
                            .bind("subject", entry.subject().map(key -> key.value().array()))
                            .add();
                });
        batch.execute();
    }

    private static Optional<Integer> status(Entry entry) {
        return switch (entry.outcome()) {
            case AnswerStatement answer -> Optional.of(answer.status());
            case RefusalStatement _, RequestStatement _ -> Optional.empty();
        };
    }

    private static Optional<RefusalStatement> refusal(Entry entry) {
        return switch (entry.outcome()) {
            case RefusalStatement refusal -> Optional.of(refusal);
            case AnswerStatement _, RequestStatement _ -> Optional.empty();
        };
    }

    static void addActs(Handle handle, int log, Map<Long, UUID> acts) {
        if (acts.isEmpty()) {
            return;
        }
        var batch =
                handle.prepareBatch(
                        """
                        insert into notary_act (act, log, leaf) values (:act, :log, :leaf)
                        on conflict (act) do nothing""");
        acts.forEach(
                (leaf, act) ->
                        batch.bind("act", act).bind("log", log).bind("leaf", (long) leaf).add());
        batch.execute();
    }

    static boolean knowsAct(Handle handle, UUID act) {
        return handle.createQuery("select count(*) from notary_act where act = :act")
                        .bind("act", act)
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    static List<Entry.Located> find(Handle handle, UUID exchange) {
        return handle.createQuery(
                        """
                        select exchange, role, log, leaf, consumer_member, provider_member
                        from notary_exchange where exchange = :exchange""")
                .bind("exchange", exchange)
                .map(IndexTable::located)
                .list();
    }

    /// @param after an exchange id, or the nil UUID for the beginning
    static List<Entry.Located> provided(
            Handle handle, int log, MemberId consumer, UUID after, int limit) {
        return handle.createQuery(
                        """
                        select exchange, role, log, leaf, consumer_member, provider_member
                        from notary_exchange
                        where role = 'provider' and consumer_member = :consumer
                            and exchange > :after and log = :log
                        order by exchange limit :limit""")
                .bind("consumer", consumer.toString())
                .bind("after", after)
                .bind("log", log)
                .bind("limit", limit)
                .map(IndexTable::located)
                .list();
    }

    static Optional<Long> firstLeafSince(Handle handle, int log, Instant since) {
        return handle.createQuery(
                        """
                        select leaf from notary_exchange
                        where log = :log and requested_at >= :since order by leaf limit 1""")
                .bind("log", log)
                .bind("since", since)
                .mapTo(Long.class)
                .findOne();
    }

    static Optional<String> reconciledUpTo(Handle handle, MemberId member, String site) {
        return handle.createQuery(
                        """
                        select exchange from notary_reconciled
                        where member = :member and site = :site""")
                .bind("member", member.toString())
                .bind("site", site)
                .mapTo(String.class)
                .findOne();
    }

    static void reconciled(Handle handle, MemberId member, String site, String exchange) {
        handle.createUpdate(
                        """
                        insert into notary_reconciled (member, site, exchange)
                        values (:member, :site, :exchange)
                        on conflict (member, site) do update set exchange = excluded.exchange""")
                .bind("member", member.toString())
                .bind("site", site)
                .bind("exchange", exchange)
                .execute();
    }

    private static Entry.Located located(ResultSet row, StatementContext context)
            throws SQLException {
        var role = Leaf.Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT));
        return new Entry.Located(
                new Entry.Key(row.getObject("exchange", UUID.class), role),
                row.getInt("log"),
                row.getLong("leaf"),
                row.getString("consumer_member"),
                Optional.ofNullable(row.getString("provider_member")));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
