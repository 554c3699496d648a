package org.saphan.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplaysTest {

    private static final Instant NOON = Instant.parse("2026-11-24T05:00:00Z");
    private static final String A = idOf(NOON, 1);
    private static final String B = idOf(NOON, 2);

    private static String idOf(Instant made, long number) {
        return new UUID(made.toEpochMilli() << 16 | 0x7000, Long.MIN_VALUE | number).toString();
    }

    @Test
    void an_id_counts_once_for_as_long_as_its_statement_could_be_fresh() {
        var replays = new Replays();
        assertThat(replays.isFirst(A, NOON)).isTrue();
        assertThat(replays.isFirst(A, NOON)).isFalse();
        assertThat(replays.isFirst(B, NOON.plusSeconds(60))).isTrue();
        assertThat(replays.isFirst(A, NOON.plusSeconds(61))).isFalse();
    }

    @Test
    void a_statement_older_or_newer_than_the_skew_is_refused_for_its_time() {
        assertThat(Replays.isSkewed(NOON, NOON.plusSeconds(30))).isFalse();
        assertThat(Replays.isSkewed(NOON, NOON.plusSeconds(31))).isTrue();
        assertThat(Replays.isSkewed(NOON, NOON.minusSeconds(31))).isTrue();
    }

    @Test
    void an_id_belongs_to_a_statement_of_its_own_time_and_not_to_a_far_future() {
        assertThat(Replays.isOfItsTime(A, NOON.plusSeconds(30), NOON)).isTrue();
        assertThat(Replays.isOfItsTime(A, NOON.plusSeconds(31), NOON)).isFalse();
        assertThat(Replays.isOfItsTime(A, NOON.minusSeconds(31), NOON)).isFalse();
        assertThat(Replays.isOfItsTime(A, NOON, NOON.minus(Duration.ofDays(1)))).isTrue();
        assertThat(Replays.isOfItsTime(A, NOON, NOON.minus(Duration.ofHours(25)))).isFalse();
    }

    /// Whenever an id comes first, also with a statement that is refused for its time: it does not
    /// come again with one that counts.
    @Test
    void no_id_comes_again_with_a_statement_that_counts() {
        for (int first = -7_200; first <= 90; first += 15) {
            for (int again = Math.max(first, -60); again <= 60; again += 15) {
                var replays = new Replays();
                assertThat(replays.isFirst(A, NOON.plusSeconds(first))).isTrue();
                // Others come and make it forget what is old.
                replays.isFirst(idOf(NOON.plusSeconds(again), 3), NOON.plusSeconds(again));
                assertThat(replays.isFirst(A, NOON.plusSeconds(again)))
                        .as("first at %d s, again at %d s", first, again)
                        .isFalse();
            }
        }
    }

    @Test
    void old_ids_are_forgotten_so_that_memory_stays_bounded() {
        var replays = new Replays();
        assertThat(replays.isFirst(A, NOON)).isTrue();
        assertThat(replays.isFirst(B, NOON.plusSeconds(200))).isTrue();
        assertThat(replays.isFirst(A, NOON.plusSeconds(201))).isTrue();
    }
}
