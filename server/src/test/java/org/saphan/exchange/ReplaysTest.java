package org.saphan.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReplaysTest {

    private static final Instant NOON = Instant.parse("2026-11-24T05:00:00Z");

    @Test
    void an_id_counts_once_for_as_long_as_its_statement_could_be_fresh() {
        var replays = new Replays();
        assertThat(replays.isFirst("a", NOON)).isTrue();
        assertThat(replays.isFirst("a", NOON)).isFalse();
        assertThat(replays.isFirst("b", NOON.plusSeconds(60))).isTrue();
        assertThat(replays.isFirst("a", NOON.plusSeconds(61))).isFalse();
    }

    @Test
    void a_statement_older_or_newer_than_the_skew_is_refused_for_its_time() {
        assertThat(Replays.isSkewed(NOON, NOON.plusSeconds(30))).isFalse();
        assertThat(Replays.isSkewed(NOON, NOON.plusSeconds(31))).isTrue();
        assertThat(Replays.isSkewed(NOON, NOON.minusSeconds(31))).isTrue();
    }

    @Test
    void old_ids_are_forgotten_so_that_memory_stays_bounded() {
        var replays = new Replays();
        assertThat(replays.isFirst("a", NOON)).isTrue();
        assertThat(replays.isFirst("z", NOON.plusSeconds(200))).isTrue();
        assertThat(replays.isFirst("a", NOON.plusSeconds(201))).isTrue();
    }
}
