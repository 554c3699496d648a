package org.saphan.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Merkle;
import org.saphan.evidence.SigningKey;

class LogTest {

    @TempDir private Path directory;

    @Test
    void what_was_appended_is_there_with_its_proofs_after_each_of_many_openings() throws Exception {
        try (var log = TestLog.in(directory)) {
            for (int round = 0; round < 4; round++) {
                log.append(333);
                log.sign();
                log.check();
                log.reopened();
                assertThat(log.audited().leaves()).isEqualTo(log.promised());
            }
            assertThat(log.log().size()).isEqualTo(4 * 333);
        }
    }

    @Test
    void an_empty_log_has_a_durable_head_over_nothing() throws Exception {
        try (var log = TestLog.in(directory)) {
            var head = log.log().checkpoint();

            assertThat(head.size()).isZero();
            assertThat(head.root()).isEqualTo(Bytes.empty().sha256());
            assertThat(Files.readAllBytes(directory.resolve("checkpoint")))
                    .isEqualTo(head.bytes().array());
            assertThat(log.audited().leaves()).isZero();
        }
    }

    @Test
    void the_same_size_is_never_signed_twice() throws Exception {
        try (var log = TestLog.in(directory)) {
            log.append(5);
            assertThat(log.log().checkpointNow()).isSameAs(log.log().checkpointNow());
            log.reopened();
            var head = log.log().checkpoint();
            assertThat(log.log().checkpointNow()).isSameAs(head);
        }
    }

    @Test
    void leaves_come_under_a_signed_head_by_themselves() throws Exception {
        var settings = new Log.Settings(directory, 0, Duration.ofMillis(50), 10);
        try (var log = Log.open(settings, TestLog.SIGNER, Clock.systemUTC(), new FileDisk())) {
            log.append(Bytes.utf8("leaf"), Bytes.empty());
            for (int i = 0; i < 200 && log.checkpoint().size() == 0; i++) {
                Thread.sleep(10);
            }
            assertThat(log.checkpoint().size()).isEqualTo(1);
        }
    }

    @Test
    void sixty_four_writers_at_once_each_get_the_index_of_their_own_leaf() throws Exception {
        try (var log = TestLog.in(directory)) {
            var given = new ConcurrentHashMap<Long, Bytes>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var writers = new ArrayList<Callable<Void>>();
                for (int writer = 0; writer < 64; writer++) {
                    int number = writer;
                    writers.add(() -> appendFifty(log.log(), number, given));
                }
                for (var done : threads.invokeAll(writers)) {
                    done.get();
                }
            }
            assertThat(given).hasSize(64 * 50);
            log.check();
            log.reopened();
            for (var kept = log.log().read(0, 256); !kept.isEmpty(); ) {
                kept.forEach(one -> assertThat(one.leaf()).isEqualTo(given.get(one.index())));
                kept = log.log().read(kept.getLast().index() + 1, 256);
            }
        }
    }

    private static Void appendFifty(Log log, int writer, ConcurrentHashMap<Long, Bytes> given) {
        for (int i = 0; i < 50; i++) {
            var leaf = Bytes.utf8("leaf " + i + " of writer " + writer);
            assertThat(given.put(log.append(leaf, TestLog.side(leaf)), leaf)).isNull();
        }
        return null;
    }

    @Test
    void on_a_nearly_full_disk_no_room_is_given_reading_goes_on_and_it_recovers() throws Exception {
        try (var log = TestLog.in(directory)) {
            log.append(3);
            log.disk().usable(999_999);
            assertRefused(log, LogRefusal.Why.FULL);
            assertThat(log.log().hasSpace()).isFalse();
            assertThat(log.log().stopped()).isFalse();
            log.check();

            log.disk().usable(Long.MAX_VALUE);
            log.log().reserve().close();
            log.append(3);
            log.check();
        }
    }

    @Test
    void no_more_rooms_are_open_than_the_settings_say_and_one_given_back_twice_is_one()
            throws Exception {
        try (var log = TestLog.in(directory)) {
            var rooms = new ArrayList<Log.Room>();
            for (int i = 0; i < 4; i++) {
                rooms.add(log.log().reserve());
            }
            assertRefused(log, LogRefusal.Why.BUSY);
            rooms.getFirst().close();
            rooms.getFirst().close();
            rooms.set(0, log.log().reserve());
            assertRefused(log, LogRefusal.Why.BUSY);
            rooms.forEach(Log.Room::close);
        }
    }

    private static void assertRefused(TestLog log, LogRefusal.Why why) {
        assertThatThrownBy(() -> log.log().reserve())
                .isInstanceOfSatisfying(LogRefusal.class, e -> assertThat(e.why()).isEqualTo(why));
    }

    @Test
    void a_closed_log_refuses_leaves_and_frees_its_directory() throws Exception {
        var log = TestLog.in(directory);
        log.append(1);
        log.close();

        assertThatThrownBy(() -> log.log().append(Bytes.utf8("late"), Bytes.empty()))
                .isInstanceOf(LogRefusal.class);
        assertThat(log.reopened().log().size()).isEqualTo(1);
        log.close();
    }

    @Test
    void everybody_who_appends_while_it_closes_is_answered() throws Exception {
        for (int round = 0; round < 10; round++) {
            var log = TestLog.in(directory.resolve("" + round));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 8; i++) {
                    threads.submit(() -> log.append(200));
                }
                log.close();
                threads.shutdown();
                assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            }
            log.reopened().close();
        }
    }

    @Test
    void two_logs_cannot_share_a_directory() throws Exception {
        try (var _ = TestLog.in(directory)) {
            assertThatThrownBy(() -> TestLog.in(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void a_leaf_or_a_side_that_is_too_long_is_refused_and_the_longest_is_kept() throws Exception {
        try (var log = TestLog.in(directory)) {
            var leaf = Bytes.owning(new byte[Entry.MAX_LEAF]);
            var side = Bytes.owning(new byte[Entry.MAX_SIDE]);
            var one = Bytes.of((byte) 1);
            for (int i = 0; i < 300; i++) {
                log.log().appendLater(leaf, side);
            }
            assertThat(log.log().append(leaf, side)).isEqualTo(300);
            assertThat(log.log().leaf(7)).isEqualTo(leaf);
            assertThat(log.log().side(7)).hasValue(side);
            assertThatThrownBy(() -> log.log().append(leaf.concat(one), side))
                    .isInstanceOf(MalformedText.class);
            assertThatThrownBy(() -> log.log().append(leaf, side.concat(one)))
                    .isInstanceOf(MalformedText.class);
            assertThat(log.log().size()).isEqualTo(301);
        }
    }

    @Test
    void what_is_not_there_is_refused() throws Exception {
        try (var log = TestLog.in(directory)) {
            log.append(3);
            for (long index : List.of(-1L, 3L, Long.MAX_VALUE)) {
                assertThatThrownBy(() -> log.log().leaf(index)).isInstanceOf(MalformedText.class);
                assertThatThrownBy(() -> log.log().inclusion(index, 3))
                        .isInstanceOf(MalformedText.class);
            }
            assertThatThrownBy(() -> log.log().root(4)).isInstanceOf(MalformedText.class);
            assertThatThrownBy(() -> log.log().consistency(2, 4)).isInstanceOf(MalformedText.class);
            assertThatThrownBy(() -> log.log().consistency(3, 2)).isInstanceOf(MalformedText.class);
        }
    }

    @Test
    void tiles_are_served_as_far_as_the_newest_head_reaches_and_lead_to_it() throws Exception {
        try (var log = TestLog.in(directory)) {
            log.append(600);
            assertThat(log.log().tile("tile/0/000")).isEmpty();
            log.sign();
            log.append(200);
            log.awaitArchived(3);
            var hashes = new ArrayList<Bytes>();
            for (var path : List.of("tile/0/000", "tile/0/001", "tile/0/002.p/88")) {
                hashes.addAll(Tiles.split(log.log().tile(path).orElseThrow()));
            }
            assertThat(Merkle.root(hashes)).isEqualTo(log.log().checkpoint().root());
            for (var path : List.of("tile/entries/000", "tile/entries/002.p/88")) {
                var first = path.contains("002") ? 512 : 0;
                var leaves = Tiles.unbundle(log.log().tile(path).orElseThrow());
                for (int i = 0; i < leaves.size(); i++) {
                    assertThat(Merkle.leaf(leaves.get(i))).isEqualTo(hashes.get(first + i));
                }
            }
            assertThat(log.log().tile("tile/1/000.p/2"))
                    .hasValue(
                            Tiles.join(
                                    List.of(
                                            Merkle.root(hashes.subList(0, 256)),
                                            Merkle.root(hashes.subList(256, 512)))));
            for (var path :
                    List.of(
                            "tile/0/002",
                            "tile/0/002.p/89",
                            "tile/0/003",
                            "tile/1/000.p/3",
                            "tile/1/000",
                            "tile/2/000.p/1",
                            "tile/entries/002",
                            "identity")) {
                assertThat(log.log().tile(path)).as(path).isEmpty();
            }
        }
    }

    @Test
    void sides_that_were_destroyed_are_gone_and_every_proof_still_holds() throws Exception {
        try (var log = TestLog.ofLongLeaves(directory)) {
            log.append(700);
            log.sign();
            log.awaitArchived(2);
            var head = log.log().checkpoint();
            Files.delete(directory.resolve("private/000"));

            assertThat(log.log().side(3)).isEmpty();
            assertThat(log.log().side(300)).isPresent();
            var path = log.log().inclusion(3, head.size());
            var hash = Merkle.leaf(log.log().leaf(3));
            assertThat(Proofs.verifyInclusion(hash, 3, head.size(), head.root(), path)).isTrue();
            assertThat(log.audited().leaves()).isEqualTo(700);
        }
    }

    @Test
    void witnesses_of_the_newest_head_are_remembered_beside_each_other() throws Exception {
        try (var log = TestLog.in(directory)) {
            log.append(3);
            var head = log.log().checkpointNow();
            var one = witness("one.example");
            var two = witness("two.example");
            log.log().cosigned(head.with(one.cosign(head.text(), Instant.EPOCH.plusSeconds(7))));
            var unsigned = new Checkpoint(head.origin(), head.size(), head.root(), List.of());
            log.log()
                    .cosigned(unsigned.with(two.cosign(head.text(), Instant.EPOCH.plusSeconds(8))));
            log.reopened();
            assertThat(log.log().checkpoint().witnessedBy(one.key())).isPresent();
            assertThat(log.log().checkpoint().witnessedBy(two.key())).isPresent();
            assertThat(log.log().checkpoint().isSignedBy(TestLog.SIGNER.key())).isTrue();

            log.append(1);
            var newer = log.log().checkpointNow();
            log.log().cosigned(head.with(one.cosign(head.text(), Instant.EPOCH.plusSeconds(9))));
            assertThat(log.log().checkpoint()).isEqualTo(newer);
        }
    }

    private static NoteSigner witness(String name) {
        return NoteSigner.of(
                name, NoteKey.Kind.WITNESS, SigningKey.of(SigningKey.generate("Ed25519")));
    }

    @Test
    void an_audit_holds_beside_a_running_log() throws Exception {
        try (var log = TestLog.ofLongLeaves(directory)) {
            var done = new AtomicBoolean();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                threads.submit(
                        () -> {
                            for (int i = 0; i < 40; i++) {
                                log.append(25);
                                log.sign();
                            }
                            done.set(true);
                        });
                long last = 0;
                while (!done.get()) {
                    long leaves = log.audited().leaves();
                    assertThat(leaves).isGreaterThanOrEqualTo(last);
                    last = leaves;
                }
            }
            assertThat(log.audited().leaves()).isEqualTo(1_000);
        }
    }
}
