package org.saphan.notary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.log.Log;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds leaves again: by exchange, by party, by act. What stands in PostgreSQL follows the log in
/// batches; what was appended since then is remembered here, so that every durable leaf is found at
/// once and no exchange waits for SQL.
///
/// The order of look-ups matters: memory first, then the table. A leaf leaves memory only after its
/// row was committed, so it is always in at least one of the two.
final class Index {

    private static final Logger LOG = LoggerFactory.getLogger(Index.class);
    private static final int BATCH = 1_000;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Database database;
    private final Log log;
    private final int logRow;
    private final Map<Entry.Key, Entry.Located> recent = new ConcurrentHashMap<>();
    private final Map<UUID, Long> recentActs = new ConcurrentHashMap<>();
    private volatile long position;

    private Index(Database database, Log log, int logRow, long position) {
        this.database = database;
        this.log = log;
        this.logRow = logRow;
        this.position = position;
    }

    /// Catches up with the log first: a leaf that was appended right before a crash is known from the
    /// first question on.
    static Index open(Database database, Log log) {
        int row = database.write(handle -> IndexTable.log(handle, log.origin()));
        long position = database.read(handle -> IndexTable.position(handle, row));
        if (position > log.size()) {
            throw new IllegalStateException(
                    "the database knows %d leaves of the log %s, which has only %d: "
                            .concat("restore both from one backup, or start a new log")
                            .formatted(position, log.origin(), log.size()));
        }
        var index = new Index(database, log, row, position);
        while (index.step()) {
            // one batch after the other, until nothing is left
        }
        return index;
    }

    int logRow() {
        return logRow;
    }

    /// Leaves that are durable and not yet in PostgreSQL.
    long lag() {
        return Math.max(0, log.size() - position);
    }

    /// How much is remembered here until its rows are committed.
    int remembered() {
        return recent.size() + recentActs.size();
    }

    /// A leaf was appended; from now on it is found.
    void appended(long leaf, Entry entry) {
        var key = entry.key();
        recent.putIfAbsent(key, entry.at(logRow, leaf));
        if (leaf < position) {
            // The indexer was quicker; it may have looked for this entry before it was here.
            recent.remove(key);
        }
    }

    void appendedAct(long leaf, UUID act) {
        recentActs.put(act, leaf);
        if (leaf < position) {
            recentActs.remove(act);
        }
    }

    /// Indexes one batch; true when more is waiting. Rows and position move in one transaction, so a
    /// crash repeats the batch or does not.
    synchronized boolean step() {
        long from = position;
        var kept = from < log.size() ? log.read(from, BATCH) : List.<Log.Kept>of();
        if (kept.isEmpty()) {
            return false;
        }
        long to = from + kept.size();
        var entries = new TreeMap<Long, Entry>();
        var acts = new TreeMap<Long, UUID>();
        kept.forEach(leaf -> read(leaf, entries, acts));
        database.write(
                handle -> {
                    IndexTable.addExchanges(handle, logRow, entries);
                    IndexTable.addActs(handle, logRow, acts);
                    IndexTable.move(handle, logRow, from, to);
                    return to;
                });
        position = to;
        entries.values().forEach(entry -> recent.remove(entry.key()));
        acts.values().forEach(recentActs::remove);
        return to < log.size();
    }

    /// The log takes any text, and a newer version may have written some: what we cannot read stays
    /// in the log and out of the index.
    private static void read(Log.Kept leaf, Map<Long, Entry> entries, Map<Long, UUID> acts) {
        try {
            switch (Leaf.parse(leaf.leaf())) {
                case Leaf.Exchange exchange ->
                        entries.put(leaf.index(), Entry.of(exchange, side(leaf.side()).subject()));
                case Leaf.Act act -> acts.put(leaf.index(), UUID.fromString(act.act()));
                case Leaf.Refused _, Leaf.Succession _ -> {}
            }
        } catch (MalformedText e) {
            LOG.warn("leaf {} is not indexed: {}", leaf.index(), e.getMessage());
        }
    }

    /// Nothing once it was destroyed.
    static Side side(Optional<Bytes> bytes) {
        return bytes.map(Side::parse).orElseGet(Side::none);
    }

    Side side(long leaf) {
        return side(log.side(leaf));
    }

    /// The exchange at this place in the log, if it is one.
    static Optional<Leaf.Exchange> exchange(Log.Kept leaf) {
        try {
            return Leaf.parse(leaf.leaf()) instanceof Leaf.Exchange exchange
                    ? Optional.of(exchange)
                    : Optional.empty();
        } catch (MalformedText e) {
            return Optional.empty();
        }
    }

    boolean knows(Entry.Key key) {
        return recent.containsKey(key)
                || find(key.exchange()).stream().anyMatch(found -> found.key().equals(key));
    }

    List<Entry.Located> find(UUID exchange) {
        var here =
                Stream.of(Leaf.Role.values())
                        .map(role -> Optional.ofNullable(recent.get(new Entry.Key(exchange, role))))
                        .flatMap(Optional::stream)
                        .toList();
        var stored = database.read(handle -> IndexTable.find(handle, exchange));
        return distinct(here, stored);
    }

    boolean knowsAct(UUID act) {
        return recentActs.containsKey(act)
                || database.read(handle -> IndexTable.knowsAct(handle, act));
    }

    /// What this site provided to that member, in the order of exchange ids.
    List<Entry.Located> provided(MemberId consumer, Optional<UUID> after, int limit) {
        var start = after.orElse(BEFORE_ALL);
        var here =
                recent.values().stream()
                        .filter(entry -> entry.key().role() == Leaf.Role.PROVIDER)
                        .filter(entry -> entry.consumer().equals(consumer.toString()))
                        .filter(entry -> compare(entry.key().exchange(), start) > 0)
                        .toList();
        var stored =
                database.read(
                        handle -> IndexTable.provided(handle, logRow, consumer, start, limit));
        return distinct(here, stored).stream()
                .sorted(Comparator.comparing(entry -> entry.key().exchange(), Index::compare))
                .limit(limit)
                .toList();
    }

    private static List<Entry.Located> distinct(
            List<Entry.Located> here, List<Entry.Located> stored) {
        var all = new ArrayList<>(stored);
        here.stream()
                .filter(entry -> stored.stream().noneMatch(s -> s.key().equals(entry.key())))
                .forEach(all::add);
        return List.copyOf(all);
    }

    /// As PostgreSQL and the text form order them; Java compares the halves as signed numbers.
    private static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    /// Where to begin reading so that no exchange since then is missed.
    long firstLeafSince(Instant since) {
        long indexed = position;
        return database.read(handle -> IndexTable.firstLeafSince(handle, logRow, since))
                .orElse(indexed);
    }
}
