package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class SiteClockTest {

    private final TestClock machine = new TestClock();
    private final SiteClock clock = new SiteClock(machine);

    @Test
    void it_is_the_machines_clock_while_nothing_later_was_seen() {
        assertThat(clock.instant()).isEqualTo(machine.instant());
        clock.saw(machine.instant().minusSeconds(1));
        assertThat(clock.instant()).isEqualTo(machine.instant());
        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void it_never_runs_before_the_latest_that_was_seen_in_whatever_order() {
        var latest = machine.instant().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        clock.saw(latest.minusSeconds(30));
        clock.saw(latest);
        clock.saw(latest.minusSeconds(10));
        assertThat(clock.instant()).isEqualTo(latest);
        machine.pass(Duration.ofSeconds(59));
        assertThat(clock.instant()).isEqualTo(latest);
        machine.pass(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(machine.instant());
        machine.pass(Duration.ofDays(-100));
        assertThat(clock.instant()).isEqualTo(latest);
    }
}
