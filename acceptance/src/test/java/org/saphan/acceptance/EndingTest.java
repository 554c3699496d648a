package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// SIGTERM under load: what was accepted is finished. Every exchange on record was told to its caller,
/// and every answer is on record at both nodes, at the time and not by asking afterwards.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EndingTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int CALLERS = 8;

    private final ThreeSites sites = ThreeSites.start();

    @AfterAll
    void end() {
        sites.close();
    }

    @Test
    void a_consumers_node_finishes_what_it_accepted() {
        endUnderLoad("dlt");
    }

    @Test
    void a_providers_node_finishes_what_it_accepted() {
        endUnderLoad("oic");
    }

    @Test
    void a_call_that_waits_for_its_service_is_answered_although_its_node_is_ending() {
        sites.service().hold();
        int asked = sites.service().asked();
        var slow = sites.call().url(sites.call().url().toString().replaceFirst("/1$", "/slow"));
        assertThat(slow.url().getPath()).endsWith("/slow");
        var answer = CompletableFuture.supplyAsync(slow::send);
        Patience.until("the service is asked", SOON, () -> sites.service().asked() > asked);
        var ending = CompletableFuture.runAsync(() -> sites.stop("dlt"));
        Patience.until(
                "the door is closed", SOON, () -> !Ports.isOpen(sites.consumer().port("systems")));
        var ready = ready(sites.consumer());
        sites.service().release();

        assertThat(answer.join().status()).as(answer.join().toString()).isEqualTo(200);
        assertThat(ready.status()).as(ready.toString()).isEqualTo(503);
        ending.join();
        sites.serve("dlt");
        awaitAnswers();
        requireLive(consumers(), Set.of(answer.join().receipt()));
    }

    private static Answer ready(Site site) {
        try {
            return Call.get(site.url("operations") + "/health/ready").trySend();
        } catch (IOException e) {
            throw new AssertionError("ready is told to the end", e);
        }
    }

    private void endUnderLoad(String name) {
        awaitAnswers();
        var before = new HashSet<>(consumers().keySet());
        before.addAll(providers().keySet());

        var load = Load.of(sites.call(), CALLERS);
        try (load) {
            Patience.until("answers", SOON, () -> load.answered().size() > 50);
            sites.stop(name);
        }
        // Taken after the last caller has stopped: an answer may be on its way to the list before.
        var answered = Set.copyOf(load.answered());
        var told = Set.copyOf(load.told());
        System.out.println(name + " ended under load after " + answered.size() + " answers.");
        sites.serve(name);

        var consumers = without(consumers(), before);
        var providers = without(providers(), before);
        assertThat(told)
                .as("exchanges on record at the consumer's")
                .containsAll(consumers.keySet());
        assertThat(answered)
                .as("exchanges that the provider delivered")
                .containsAll(delivered(providers));
        requireLive(consumers, answered);
        requireLive(providers, answered);
        awaitAnswers();
    }

    private static void requireLive(Map<String, Receipt> leaves, Set<String> exchanges) {
        assertThat(leaves.keySet()).containsAll(exchanges);
        for (var exchange : exchanges) {
            var leaf = leaves.get(exchange);
            assertThat(leaf == null ? "" : leaf.value("seen")).as(exchange).isEqualTo("live");
        }
    }

    private static Set<String> delivered(Map<String, Receipt> providers) {
        var delivered = new TreeSet<String>();
        providers.forEach(
                (exchange, leaf) -> {
                    if (leaf.section("outcome").text().startsWith("saphan.org/answer/v1\n")) {
                        delivered.add(exchange);
                    }
                });
        return delivered;
    }

    private void awaitAnswers() {
        Patience.until(
                "answers",
                SOON,
                () -> {
                    try {
                        return sites.call().trySend().status() == 200;
                    } catch (IOException e) {
                        return false;
                    }
                });
        // A head covers everything once nothing has come for a moment.
        for (var site : new Site[] {sites.consumer(), sites.provider()}) {
            Patience.until(
                    "everything is signed",
                    SOON,
                    () -> site.metric("saphan_log_unsigned") == 0 && site.leaves() > 0);
        }
    }

    private Map<String, Receipt> consumers() {
        return leaves(sites.consumer());
    }

    private Map<String, Receipt> providers() {
        return leaves(sites.provider());
    }

    private static Map<String, Receipt> leaves(Site site) {
        var log = new PublishedLog(site.url("open"));
        Patience.until("all of it is signed", SOON, () -> site.metric("saphan_log_unsigned") == 0);
        return log.exchangesById();
    }

    private static Map<String, Receipt> without(Map<String, Receipt> leaves, Set<String> before) {
        var fewer = new TreeMap<>(leaves);
        fewer.keySet().removeAll(before);
        return fewer;
    }
}
