package org.saphan.kernel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.saphan.evidence.Bytes;

class ActsTest {

    private final Database database = TestPostgres.database(List.of("kernel"));
    private final Acts acts = new Acts(database);
    private final List<String> log = new ArrayList<>();

    private String record() {
        var id = UUID.randomUUID().toString();
        database.write(
                handle -> {
                    acts.record(handle, id, Bytes.utf8("leaf of " + id));
                    return true;
                });
        return id;
    }

    @Test
    void acts_reach_the_log_once_and_in_order() {
        var ids = List.of(record(), record(), record());

        acts.flush((act, _) -> log.add(act));
        acts.flush((act, _) -> log.add(act));

        assertThat(log).isEqualTo(ids);
        assertThat(acts.waiting()).isZero();
    }

    @Test
    void an_act_that_the_log_did_not_take_stays_and_comes_again() {
        var ids = List.of(record(), record());
        Acts.Appender broken =
                (act, _) -> {
                    if (act.equals(ids.get(1))) {
                        throw new IllegalStateException("the log has stopped");
                    }
                    log.add(act);
                };

        assertThatThrownBy(() -> acts.flush(broken)).isInstanceOf(IllegalStateException.class);
        assertThat(acts.waiting()).isEqualTo(2);
        acts.flush((act, _) -> log.add(act));

        // The first one comes twice; the log keeps it once, by its id.
        assertThat(log).isEqualTo(List.of(ids.get(0), ids.get(0), ids.get(1)));
    }

    /// Positions are given when a row is written and not when it is committed, so an act can appear
    /// in front of one that is in a flusher's hands already.
    @Test
    void an_act_that_is_committed_late_is_not_taken_for_one_that_was_appended() {
        var early = UUID.randomUUID().toString();
        var written = new CountDownLatch(1);
        var commit = new CountDownLatch(1);
        var writer =
                Thread.startVirtualThread(
                        () ->
                                database.write(
                                        handle -> {
                                            acts.record(handle, early, Bytes.utf8("slow"));
                                            written.countDown();
                                            return await(commit);
                                        }));
        await(written);
        var late = record();
        acts.flush(
                (act, _) -> {
                    log.add(act);
                    commit.countDown();
                    join(writer);
                });
        acts.flush((act, _) -> log.add(act));

        assertThat(log).isEqualTo(List.of(late, early));
        assertThat(acts.waiting()).isZero();
    }

    /// An act may be answered when it is in the log, so whoever flushes waits for what another
    /// instance of the site has in its hands.
    @Test
    void a_flush_returns_only_when_what_another_instance_took_is_in_the_log_too() {
        var mine = record();
        var taken = new CountDownLatch(1);
        var slowly = new CountDownLatch(1);
        var shared = Collections.synchronizedList(log);
        var other =
                Thread.startVirtualThread(
                        () ->
                                new Acts(database)
                                        .flush(
                                                (act, _) -> {
                                                    taken.countDown();
                                                    await(slowly);
                                                    shared.add(act);
                                                }));
        await(taken);
        var us =
                Thread.startVirtualThread(() -> acts.flush((act, _) -> shared.add("again " + act)));
        assertThat(hasEnded(us, Duration.ofMillis(300))).isFalse();
        slowly.countDown();
        join(us);
        join(other);

        assertThat(log).containsExactly(mine);
    }

    @Test
    void the_same_act_cannot_be_recorded_twice() {
        var id = record();
        assertThatThrownBy(
                        () ->
                                database.write(
                                        handle -> {
                                            acts.record(handle, id, Bytes.utf8("again"));
                                            return true;
                                        }))
                .isInstanceOf(JdbiException.class);
        assertThat(acts.waiting()).isEqualTo(1);
    }

    @Test
    void more_acts_than_one_page_all_arrive_in_order() {
        var ids =
                database.write(
                        handle -> {
                            var many = new ArrayList<String>();
                            for (int i = 0; i < 250; i++) {
                                many.add(UUID.randomUUID().toString());
                                acts.record(handle, many.getLast(), Bytes.utf8("leaf " + i));
                            }
                            return many;
                        });

        acts.flush((act, _) -> log.add(act));

        assertThat(log).isEqualTo(ids);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasEnded(Thread thread, Duration within) {
        try {
            return thread.join(within);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        assertThat(hasEnded(thread, Duration.ofSeconds(3))).isTrue();
    }

    @Test
    void an_act_of_a_transaction_that_failed_never_was() {
        assertThatThrownBy(
                        () ->
                                database.write(
                                        handle -> {
                                            acts.record(
                                                    handle,
                                                    UUID.randomUUID().toString(),
                                                    Bytes.utf8("x"));
                                            throw new IllegalStateException("no");
                                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(acts.waiting()).isZero();
    }
}
