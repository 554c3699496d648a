package org.saphan.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/// Exchange ids that this provider has seen. Only as old as a statement may be: an older one is
/// refused for its time already.
final class Replays {

    /// Clocks of two nodes may differ by this much (EVIDENCE: clock skew up to 30 seconds).
    static final Duration SKEW = Duration.ofSeconds(30);

    private static final Duration KEEP = SKEW.multipliedBy(3);

    private final ConcurrentMap<String, Instant> seen = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt = new AtomicLong();

    /// False when the id was here before.
    boolean isFirst(String exchange, Instant now) {
        sweep(now);
        return seen.putIfAbsent(exchange, now) == null;
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
