package org.saphan.notary;

import java.time.Duration;
import java.time.Instant;

/// How long to leave another site alone: longer after every failure, so that one which is away costs
/// nothing, and not at all after a success.
record Pause(Instant until, Duration last) {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    static Pause none() {
        return new Pause(Instant.MIN, Duration.ZERO);
    }

    boolean isOver(Instant now) {
        return !now.isBefore(until);
    }

    Pause longer(Instant now) {
        var doubled = last.isZero() ? FIRST : last.multipliedBy(2);
        var next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return new Pause(now.plus(next), next);
    }
}
