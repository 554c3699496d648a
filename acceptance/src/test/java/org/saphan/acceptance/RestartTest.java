package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A demo of its own, ended and killed: whatever was answered stays proved.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RestartTest {

    private static final Duration QUICK = Duration.ofSeconds(20);
    private static final int KILLS = 3;

    private final RunningDemo demo = RunningDemo.start();
    private final long seed = Long.getLong("saphan.seed", System.nanoTime());

    @BeforeAll
    void isReady() {
        assertThat(demo.example().send().status()).isEqualTo(200);
    }

    @AfterAll
    void end() {
        demo.close();
    }

    @Test
    void a_restart_keeps_everything_and_is_quick() {
        var id = demo.example().send().receipt();
        var before = demo.receipts().whole(id);
        var key = demo.example().header("Saphan-Key");
        var postgres = demo.postgres().orElseThrow();

        demo.stop();

        assertThat(postgres.isAlive()).as("the database after the end").isFalse();
        assertThat(demo.data().resolve("demo.json")).doesNotExist();
        assertThat(Ports.isOpen(demo.consumer().port("systems"))).isFalse();
        var took = demo.startAgain();
        System.out.println("The demo was ready again after " + took.toMillis() + " ms.");
        assertThat(took).isLessThan(QUICK);
        assertThat(demo.example().header("Saphan-Key")).isEqualTo(key);
        assertThat(demo.example().send().status()).isEqualTo(200);
        var after = demo.receipts().whole(id);
        assertThat(after.section("leaf").text()).isEqualTo(before.section("leaf").text());
        assertThat(after.value("index")).isEqualTo(before.value("index"));
    }

    @Test
    void what_was_answered_before_a_kill_is_proved_after_it(@TempDir Path files) {
        var random = new Random(seed);
        for (int kill = 1; kill <= KILLS; kill++) {
            var answered = killUnderLoad(random);
            demo.startAgain();
            assertThat(demo.example().send().status()).isEqualTo(200);
            requireAllThere(answered);
            requireHolds(demo.receipts().first(answered.getLast()), files);
        }
        demo.stop();
        assertThat(demo.postgres().filter(ProcessHandle::isAlive)).isEmpty();
        demo.startAgain();
    }

    private List<String> killUnderLoad(Random random) {
        var answered = new ArrayList<String>();
        try (var load = Load.of(demo.example(), 8)) {
            Patience.until("answers under load", QUICK, () -> load.answered().size() > 20);
            Patience.pause(Duration.ofMillis(random.nextInt(1_500)));
            demo.kill();
            answered.addAll(load.answered());
        }
        System.out.println("Killed (seed " + seed + ") after " + answered.size() + " answers.");
        return answered;
    }

    /// At both nodes, and under heads that the one before the kill is part of.
    private void requireAllThere(List<String> answered) {
        for (var site : List.of(demo.consumer(), demo.provider())) {
            var log = new PublishedLog(site.url("open"));
            Patience.until(
                    answered.size() + " exchanges in the log of " + site.config().getFileName(),
                    QUICK,
                    () -> new HashSet<>(log.exchanges()).containsAll(answered));
        }
    }

    /// Witnesses and time may still be pending so soon after the start.
    private void requireHolds(Receipt receipt, Path files) {
        var file = receipt.save(files.resolve("receipt.txt"));
        var ran = Saphan.run("verify", file, "--trust", demo.trust());
        assertThat(ran.status()).as(ran.toString()).isIn(0, 2);
        assertThat(ran.out()).doesNotContain("✗");
    }
}
