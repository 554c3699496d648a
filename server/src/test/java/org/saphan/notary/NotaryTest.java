package org.saphan.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saphan.evidence.Leaf;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;

class NotaryTest {

    private static final MemberId DLT = new MemberId("TH/GOV/DLT");

    @TempDir Path root;
    private Path directory = Path.of("");

    @BeforeEach
    void inItsOwnDirectory() throws IOException {
        directory = Files.createDirectory(root.resolve("site"));
    }

    @Test
    void a_leaf_is_known_before_it_is_indexed_and_after() {
        try (var site = TestNotary.in(directory)) {
            var exchange = site.recordAnswered();
            assertThat(site.notary.knows(exchange.id, Leaf.Role.PROVIDER)).isTrue();
            assertThat(site.notary.knows(exchange.id, Leaf.Role.CONSUMER)).isFalse();
            assertThat(site.notary.status().indexLag()).isEqualTo(1);
            site.check();
            assertThat(site.notary.knows(exchange.id, Leaf.Role.PROVIDER)).isTrue();
            assertThat(site.notary.status().indexLag()).isZero();
        }
    }

    @Test
    void a_kill_before_indexing_forgets_nothing() {
        try (var site = TestNotary.in(directory)) {
            site.recordAnswered();
            site.indexAll();
            var late = site.recordAnswered();
            try (var after = site.killed()) {
                assertThat(after.notary.knows(late.id, Leaf.Role.PROVIDER)).isTrue();
                assertThat(after.check().notary.log().size()).isEqualTo(2);
            }
        }
    }

    @Test
    void a_restart_goes_on_where_it_stopped() {
        var site = TestNotary.in(directory);
        IntStream.range(0, 300).forEach(_ -> site.recordAnswered());
        try (var again = site.reopened()) {
            again.recordAnswered();
            assertThat(again.check().notary.log().size()).isEqualTo(301);
        }
    }

    @Test
    void an_act_written_twice_is_one_leaf() {
        try (var site = TestNotary.in(directory)) {
            var act = site.act("member-admitted");
            site.notary.append(act.act(), act.bytes());
            site.notary.append(act.act(), act.bytes());
            site.indexAll();
            site.notary.append(act.act(), act.bytes());
            assertThat(site.check().notary.log().size()).isEqualTo(1);
        }
    }

    @Test
    void an_act_appended_right_before_a_kill_is_not_appended_again() {
        try (var site = TestNotary.in(directory)) {
            var act = site.act("member-admitted");
            site.notary.append(act.act(), act.bytes());
            try (var after = site.killed()) {
                after.notary.append(act.act(), act.bytes());
                assertThat(after.check().notary.log().size()).isEqualTo(1);
            }
        }
    }

    @Test
    void an_act_under_another_acts_id_is_a_bug() {
        try (var site = TestNotary.in(directory)) {
            var act = site.act("member-admitted");
            var other = site.act("member-admitted");
            assertThatThrownBy(() -> site.notary.append(other.act(), act.bytes()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(site.notary.log().size()).isZero();
        }
    }

    @Test
    void what_was_provided_is_listed_in_order_indexed_or_not() {
        try (var site = TestNotary.in(directory)) {
            var ids = new ArrayList<String>();
            for (int i = 0; i < 9; i++) {
                site.clock.pass(Duration.ofMillis(1));
                ids.add(site.recordAnswered().id);
                site.record(
                        TestExchanges.answered(
                                site.clock, Leaf.Role.PROVIDER, "TH/GOV/OTHER/system"));
                if (i == 4) {
                    site.indexAll();
                }
            }
            var first = site.notary.providedTo(DLT, "", 6);
            var rest = site.notary.providedTo(DLT, first.getLast().exchange(), 6);
            assertThat(first).extracting(Notary.Party::exchange).isEqualTo(ids.subList(0, 6));
            assertThat(rest).extracting(Notary.Party::exchange).isEqualTo(ids.subList(6, 9));
            site.check();
        }
    }

    @Test
    void a_party_gets_the_leaf_and_the_salts_as_they_were_recorded() {
        try (var site = TestNotary.in(directory)) {
            var exchange = site.recordAnswered();
            var party = site.notary.providedTo(DLT, "", 1).getFirst();
            assertThat(party.leaf()).isEqualTo(exchange.leaf.bytes());
            assertThat(party.salts()).isEqualTo(exchange.salts);
        }
    }

    @Test
    void the_tail_is_every_exchange_since_then() {
        try (var site = TestNotary.in(directory)) {
            site.recordAnswered();
            site.clock.pass(Duration.ofMinutes(10));
            var since = site.clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
            var act = site.act("x");
            site.notary.append(act.act(), act.bytes());
            var second = site.record(TestExchanges.refused(site.clock));
            site.indexAll();
            var third = site.recordAnswered();
            var tail = new ArrayList<Leaf.Exchange>();
            site.notary.tail(since, tail::add);
            assertThat(tail).containsExactly(second.leaf, third.leaf);
        }
    }

    @Test
    void a_full_disk_refuses_new_exchanges_and_recovers() {
        try (var site = TestNotary.in(directory)) {
            var before = site.recordAnswered();
            site.disk.usable = TestNotary.RESERVE - 1;
            assertProblem(Problem.Kind.NO_ROOM, site.notary::reserve);
            assertThat(site.notary.knows(before.id, Leaf.Role.PROVIDER)).isTrue();
            site.disk.usable = Long.MAX_VALUE;
            site.notary.reserve().close();
            site.check();
        }
    }

    @Test
    void only_so_many_have_room_at_once() {
        try (var site = TestNotary.in(directory)) {
            var rooms = IntStream.range(0, 4).mapToObj(_ -> site.notary.reserve()).toList();
            assertThatThrownBy(site.notary::reserve)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> {
                                assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY);
                                assertThat(problem.retryAfter()).isPresent();
                            });
            rooms.forEach(Notary.Room::close);
            rooms.forEach(Notary.Room::close);
            site.notary.reserve().close();
        }
    }

    @Test
    void an_index_too_far_behind_refuses_new_exchanges_until_it_has_caught_up() {
        try (var site = TestNotary.in(directory)) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                IntStream.range(0, 301).forEach(_ -> threads.submit(site::recordAnswered));
            }
            assertProblem(Problem.Kind.BUSY, site.notary::reserve);
            site.indexAll();
            site.notary.reserve().close();
        }
    }

    @Test
    void refusals_become_one_leaf_a_minute_and_the_rest_at_close() {
        var site = TestNotary.in(directory);
        site.notary.count("bad_seal");
        site.notary.count("bad_seal");
        site.notary.count("9000000000012 is not a word");
        assertThat(site.notary.refusedStep()).isFalse();
        site.clock.pass(Duration.ofMinutes(1));
        assertThat(site.notary.refusedStep()).isTrue();
        assertThat(site.notary.refusedStep()).isFalse();
        site.notary.count("replayed");
        try (var again = site.reopened()) {
            assertThat(again.leaves())
                    .extracting(leaf -> ((Leaf.Refused) Leaf.parse(leaf)).counts())
                    .containsExactly(Map.of("bad_seal", 2L, "other", 1L), Map.of("replayed", 1L));
            again.check();
        }
    }

    @Test
    void a_minute_without_refusals_leaves_nothing() {
        try (var site = TestNotary.in(directory)) {
            site.clock.pass(Duration.ofMinutes(5));
            assertThat(site.notary.refusedStep()).isFalse();
            assertThat(site.notary.log().size()).isZero();
        }
    }

    @Test
    void a_citizen_is_found_again_under_the_same_key_after_a_restart_and_printed_never()
            throws IOException {
        var site = TestNotary.in(directory);
        var key = site.notary.subjectKey("9000000000012");
        assertThat(key.toString()).isEqualTo("subject(withheld)");
        assertThat(Files.getPosixFilePermissions(site.settings.keys().resolve("subject.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var again = site.reopened()) {
            assertThat(again.notary.subjectKey("9000000000012")).isEqualTo(key);
            assertThat(again.notary.subjectKey("9000000000013")).isNotEqualTo(key);
        }
    }

    @Test
    void the_subject_stands_in_the_index_and_not_in_the_leaf() {
        try (var site = TestNotary.in(directory)) {
            var key = site.notary.subjectKey("9000000000012");
            var exchange = TestExchanges.answered(site.clock);
            site.notary.record(exchange.leaf, exchange.salts, Optional.of(key));
            site.check();
            var stored =
                    site.database.read(
                            handle ->
                                    handle.createQuery(
                                                    "select subject from notary_exchange where exchange = :id")
                                            .bind("id", UUID.fromString(exchange.id))
                                            .mapTo(byte[].class)
                                            .one());
            assertThat(stored).isEqualTo(key.value().array());
            assertThat(site.leaves().getFirst().text()).doesNotContain(key.value().base64());
        }
    }

    @Test
    void a_log_older_than_its_index_does_not_start() throws IOException {
        var site = TestNotary.in(directory);
        site.recordAnswered();
        site.notary.log().checkpointNow();
        var backup = root.resolve("backup");
        TestNotary.copy(directory, backup);
        site.recordAnswered();
        site.indexAll();
        site.close();
        var restored = TestNotary.settings(backup);
        assertThatThrownBy(
                        () ->
                                Notary.open(
                                        restored,
                                        site.key,
                                        site.database,
                                        site.clock,
                                        new SecureRandom(),
                                        site.disk))
                .hasMessageContaining("start a new log");
    }

    @Test
    void a_new_log_begins_with_the_name_and_head_of_the_old_one() throws IOException {
        var site = TestNotary.in(directory);
        var old = site.recordAnswered();
        site.close();
        var next = TestNotary.key(TestNotary.freshOrigin());
        Notary.succeed(site.settings, site.key, next, "restored", site.database, site.clock);
        try (var after = site.reopened(next)) {
            var first = (Leaf.Succession) Leaf.parse(after.leaves().getFirst());
            assertThat(first.previousOrigin()).isEqualTo(site.key.key().name());
            assertThat(first.previousSize()).isEqualTo(1);
            after.recordAnswered();
            assertThat(after.check().notary.log().size()).isEqualTo(2);
            assertThat(after.notary.knows(old.id, Leaf.Role.PROVIDER)).isTrue();
        }
    }

    @Test
    void a_succession_interrupted_between_its_two_moves_is_finished_at_the_next_start()
            throws IOException {
        var site = TestNotary.in(directory);
        site.close();
        var next = TestNotary.key(TestNotary.freshOrigin());
        Notary.succeed(site.settings, site.key, next, "restored", site.database, site.clock);
        Files.move(site.settings.logDirectory(), directory.resolve("log.next"));
        try (var after = site.reopened(next)) {
            assertThat(after.check().notary.log().size()).isEqualTo(1);
        }
    }

    @Test
    void another_logs_key_does_not_open_this_log() {
        var site = TestNotary.in(directory);
        assertThatThrownBy(() -> site.reopened(TestNotary.key("saphan.example/th/other")))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void how_far_was_reconciled_is_remembered_for_each_member_and_site() {
        try (var site = TestNotary.in(directory)) {
            assertThat(site.notary.reconciledUpTo(DLT, "oic")).isEmpty();
            site.notary.reconciled(DLT, "oic", "a");
            site.notary.reconciled(DLT, "oic", "b");
            assertThat(site.notary.reconciledUpTo(DLT, "oic")).isEqualTo("b");
            assertThat(site.notary.reconciledUpTo(DLT, "hub")).isEmpty();
        }
    }

    @Test
    void many_writers_and_the_indexer_at_once_lose_nothing() {
        try (var site = TestNotary.in(directory)) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 400; i++) {
                    threads.submit(
                            () -> {
                                var exchange = site.recordAnswered();
                                assertThat(site.notary.knows(exchange.id, Leaf.Role.PROVIDER))
                                        .isTrue();
                            });
                    if (i % 100 == 0) {
                        threads.submit(site.notary::step);
                    }
                }
            }
            assertThat(site.check().notary.log().size()).isEqualTo(400);
        }
    }

    private static void assertProblem(
            Problem.Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(kind));
    }
}
