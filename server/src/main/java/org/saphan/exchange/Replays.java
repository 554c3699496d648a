package org.saphan.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.saphan.kernel.Uuid7;

/// Exchange ids that this provider has seen. Only as old as a statement may be: an older one is
/// refused for its time already.
///
/// That holds because an id says itself when it was made, and counts only beside a statement of that
/// time. Otherwise a node could use an old id again once it is forgotten here, and the index, which
/// has one row for each id, would not show the second exchange.
final class Replays {

    /// Clocks of two nodes may differ by this much (EVIDENCE: clock skew up to 30 seconds).
    static final Duration SKEW = Duration.ofSeconds(30);

    /// An id, its statement and our clock differ by at most twice the skew when an exchange counts.
    private static final Duration KEEP = SKEW.multipliedBy(3);

    /// Ids from the future are kept until their time has come and gone, so there is a bound. Clocks
    /// that are wrong by a time zone are within it, and are told so.
    private static final Duration FUTURE = Duration.ofDays(1);

    private final ConcurrentMap<String, Instant> seen = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt = new AtomicLong();

    /// False when the id was here before.
    boolean isFirst(String exchange, Instant now) {
        sweep(now);
        var made = madeAt(exchange);
        return seen.putIfAbsent(exchange, made.isAfter(now) ? made : now) == null;
    }

    /// Was the id made when the statement was, and not in a far future?
    static boolean isOfItsTime(String exchange, Instant statement, Instant now) {
        var made = madeAt(exchange);
        return !isSkewed(statement, made) && !made.isAfter(now.plus(FUTURE));
    }

    private static Instant madeAt(String exchange) {
        return Uuid7.madeAt(UUID.fromString(exchange));
    }

    static boolean isSkewed(Instant statement, Instant now) {
        return Duration.between(statement, now).abs().compareTo(SKEW) > 0;
    }

    static Instant rememberSince(Instant now) {
        return now.minus(KEEP);
    }

    private void sweep(Instant now) {
        long last = sweptAt.get();
        if (now.toEpochMilli() > last + SKEW.toMillis()
                && sweptAt.compareAndSet(last, now.toEpochMilli())) {
            seen.values().removeIf(at -> at.isBefore(now.minus(KEEP)));
        }
    }
}
