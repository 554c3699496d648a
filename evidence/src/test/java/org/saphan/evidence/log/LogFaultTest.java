package org.saphan.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saphan.evidence.log.Disk.Write;
import org.saphan.evidence.log.FaultyDisk.Moment;

/// Each durable write, failing before and after it took effect. A witness's own write has its rows in
/// [WitnessTest].
class LogFaultTest {

    @TempDir private Path directory;

    /// One scenario for all: add, break, add one alone and then many, open again, add.
    ///
    /// `kept` counts leaves that are there although nobody was told so.
    @ParameterizedTest(name = "{0} fails {1} taking effect")
    @CsvSource(
            textBlock =
                    """
                    BATCH,      BEFORE,  0
                    BATCH,      HALFWAY, 0
                    BATCH,      AFTER,   1
                    JOURNAL,    BEFORE,  0
                    JOURNAL,    AFTER,   0
                    ENTRIES,    BEFORE,  0
                    ENTRIES,    AFTER,   0
                    SIDES,      BEFORE,  0
                    SIDES,      AFTER,   0
                    TILE,       BEFORE,  0
                    TILE,       AFTER,   0
                    DROP,       BEFORE,  0
                    DROP,       AFTER,   0
                    CHECKPOINT, BEFORE,  0
                    CHECKPOINT, AFTER,   0
                    """)
    void a_failed_write_never_loses_or_forks_the_log(Write write, Moment moment, int kept)
            throws Exception {
        boolean needsTwoFiles = write == Write.JOURNAL || write == Write.DROP;
        try (var log = needsTwoFiles ? TestLog.ofLongLeaves(directory) : TestLog.in(directory)) {
            log.append(100);
            log.sign();
            log.disk().breakAt(write, moment);

            log.append(1);
            log.sign();
            log.append(420);
            log.awaitBroken();

            assertThat(log.log().stopped()).isTrue();
            assertThatThrownBy(() -> log.log().reserve())
                    .isInstanceOfSatisfying(
                            LogRefusal.class,
                            e -> assertThat(e.why()).isEqualTo(LogRefusal.Why.STOPPED));
            log.check();
            int promised = log.promised();
            log.reopened();
            assertThat(log.log().size()).isEqualTo(promised + kept);
            log.append(3);
            log.sign();
            log.check();
            assertThat(log.promised()).isEqualTo(promised + 3);
            assertThat(log.audited().leaves()).isEqualTo(log.log().size());
        }
    }

    @ParameterizedTest(name = "{0} fails {1} taking effect")
    @CsvSource(
            textBlock =
                    """
                    IDENTITY,   BEFORE
                    IDENTITY,   AFTER
                    CHECKPOINT, BEFORE
                    CHECKPOINT, AFTER
                    JOURNAL,    BEFORE
                    JOURNAL,    AFTER
                    """)
    void a_log_whose_making_failed_is_made_by_opening_it_again(Write write, Moment moment)
            throws Exception {
        var disk = new FaultyDisk();
        disk.breakAt(write, moment);
        assertThatThrownBy(
                        () ->
                                Log.open(
                                        TestLog.settings(directory),
                                        TestLog.SIGNER,
                                        Clock.systemUTC(),
                                        disk))
                .isInstanceOf(IOException.class);

        try (var log = TestLog.in(directory)) {
            assertThat(log.log().size()).isZero();
            log.append(3);
            log.sign();
            log.check();
        }
    }

    @ParameterizedTest(name = "settling fails {0} taking effect")
    @CsvSource({"BEFORE", "HALFWAY", "AFTER"})
    void a_start_that_fails_while_it_settles_loses_nothing(Moment moment) throws Exception {
        try (var log = TestLog.in(directory)) {
            log.append(300);
            log.sign();
            log.disk().breakAt(Write.BATCH, Moment.HALFWAY);
            log.append(5);
            log.awaitBroken();
            log.disk().breakAt(Write.BATCH, moment);
            assertThatThrownBy(log::reopened).isInstanceOf(IOException.class);

            log.reopened();

            assertThat(log.log().size()).isEqualTo(300);
        }
    }

    @Test
    void every_write_there_is_has_its_rows() throws Exception {
        var covered = EnumSet.of(Write.WITNESS);
        for (var method : LogFaultTest.class.getDeclaredMethods()) {
            var table = method.getAnnotation(CsvSource.class);
            if (table != null && !table.textBlock().isEmpty()) {
                table.textBlock()
                        .lines()
                        .map(line -> Write.valueOf(line.split(",")[0].strip()))
                        .forEach(covered::add);
            }
        }
        assertThat(covered).isEqualTo(Set.copyOf(Arrays.asList(Write.values())));
    }
}
