package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// One of the three sites is killed; the other two and their callers notice as little as can be.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AwayTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final ThreeSites sites = ThreeSites.start();

    @AfterAll
    void end() {
        sites.close();
    }

    @Test
    void exchange_goes_on_without_the_hub_and_its_receipt_completes_later(@TempDir Path files) {
        sites.kill("dga");

        var answer = sites.call().send();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        Patience.pause(Duration.ofSeconds(2));
        var receipt = sites.receipts().first(answer.receipt());
        assertThat(receipt.maybe("timestamp")).isEmpty();
        assertThat(receipt.section("checkpoint").text()).doesNotContain("/dga/witness");
        var pending = verify(receipt, files);
        assertThat(pending.status()).as(pending.toString()).isEqualTo(2);
        assertThat(pending.out()).contains("… timestamp").doesNotContain("✗");

        sites.serve("dga");
        var whole = verify(sites.receipts().whole(answer.receipt()), files);
        assertThat(whole.status()).as(whole.toString()).isZero();
    }

    @Test
    void a_provider_that_is_away_is_told_clearly_and_with_a_receipt(@TempDir Path files) {
        sites.kill("oic");
        try {
            long began = System.nanoTime();
            var answer = sites.call().send();

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.header("X-Road-Error")).isEqualTo("server.clientproxy.network_error");
            assertThat(answer.reason()).isEqualTo("peer_failed");
            assertThat(answer.json().path("message").asString()).contains("ติดต่อโหนด");
            var receipt = sites.receipts().first(answer.receipt());
            assertThat(receipt.section("leaf").section("outcome").value("reason"))
                    .isEqualTo("peer_failed");
            assertThat(verify(receipt, files).status()).isNotEqualTo(1);
        } finally {
            sites.serve("oic");
        }
        Patience.until("answers again", SOON, () -> sites.call().send().status() == 200);
    }

    @Test
    void a_service_that_is_away_is_told_clearly_by_both_nodes() {
        var agreements =
                new Agreements(sites.directory(), sites.provider(), sites.consumer(), List.of());
        agreements.register(EchoExchange.SERVICE, "http://127.0.0.1:" + Ports.free(1));
        try {
            var answer = sites.call().send();

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.header("X-Road-Error")).isEqualTo("server.serverproxy.network_error");
            assertThat(answer.reason()).isEqualTo("service_failed");
            var receipt = sites.providersReceipts().first(answer.receipt());
            assertThat(receipt.section("leaf").section("outcome").value("reason"))
                    .isEqualTo("service_failed");
        } finally {
            agreements.register(EchoExchange.SERVICE, sites.service().url());
        }
        assertThat(sites.call().send().status()).isEqualTo(200);
    }

    @Test
    void what_a_killed_provider_had_answered_is_proved_at_both_nodes() {
        var answered = new HashSet<String>();
        try (var load = Load.of(sites.call(), 6)) {
            Patience.until("answers", SOON, () -> load.answered().size() > 50);
            sites.kill("oic");
            answered.addAll(load.answered());
        }
        sites.serve("oic");
        Patience.until("answers again", SOON, () -> sites.call().send().status() == 200);

        for (var site : List.of(sites.consumer(), sites.provider())) {
            assertThat(new PublishedLog(site.url("open")).exchanges()).containsAll(answered);
        }
    }

    @Test
    void what_a_killed_consumer_never_heard_of_is_taken_over_from_the_provider() {
        var answered = new HashSet<String>();
        try (var load = Load.of(sites.call(), 6)) {
            Patience.until("answers", SOON, () -> load.answered().size() > 50);
            sites.kill("dlt");
            answered.addAll(load.answered());
        }
        sites.serve("dlt");
        var consumers = new PublishedLog(sites.consumer().url("open"));
        var providers = new PublishedLog(sites.provider().url("open"));

        var delivered = providers.exchanges();
        Patience.until(
                "the consumer's log has all of the provider's",
                SOON,
                () -> missing(delivered, consumers).isEmpty(),
                () -> missing(delivered, consumers));
        assertThat(consumers.exchanges()).containsAll(answered).doesNotHaveDuplicates();
        assertThat(sites.consumer().status().path("deliveredUnknown").asInt()).isZero();
    }

    private static List<String> missing(List<String> delivered, PublishedLog log) {
        var missing = new ArrayList<>(delivered);
        missing.removeAll(Set.copyOf(log.exchanges()));
        return missing;
    }

    private Saphan.Ran verify(Receipt receipt, Path files) {
        return Saphan.run(
                "verify", receipt.save(files.resolve("receipt.txt")), "--trust", sites.trust());
    }
}
