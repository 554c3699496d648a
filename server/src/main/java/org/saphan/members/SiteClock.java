package org.saphan.members;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;

/// The machine's clock, which never runs before what this site has seen sealed by others.
final class SiteClock extends Clock {

    private final Clock machine;
    private final AtomicLong floor = new AtomicLong();

    SiteClock(Clock machine) {
        this.machine = machine;
    }

    void saw(Instant time) {
        floor.accumulateAndGet(time.toEpochMilli(), Math::max);
    }

    @Override
    public Instant instant() {
        var now = machine.instant();
        var least = Instant.ofEpochMilli(floor.get());
        return now.isBefore(least) ? least : now;
    }

    @Override
    public ZoneId getZone() {
        return machine.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return machine.withZone(zone);
    }
}
