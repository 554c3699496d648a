package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What happens beside an exchange that is still under way, and a few things that an operator sees of
/// a site at work.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("campaign")
final class InFlightTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    /// A round of reconciliation begins every 15 seconds.
    private static final Duration LONGER_THAN_A_ROUND = Duration.ofSeconds(20);

    private final ThreeSites sites = ThreeSites.start();
    private final Agreements agreements =
            new Agreements(
                    sites.directory(), sites.provider(), sites.consumer(), List.of(sites.hub()));

    @AfterAll
    void end() {
        sites.service().release();
        sites.close();
    }

    private Call slow() {
        return sites.call()
                .url(
                        sites.consumer().url("systems")
                                + "/r1/"
                                + EchoExchange.SERVICE
                                + "/v1/things/slow");
    }

    private PublishedLog log(Site site) {
        return new PublishedLog(site.url("open"));
    }

    /// The provider has recorded it and the consumer's node has its answer in hand: reconciliation
    /// must not write it down first.
    @Test
    void reconciliation_leaves_an_exchange_alone_that_is_being_recorded() {
        var before = new HashSet<>(log(sites.provider()).exchanges());
        CompletableFuture<Answer> asked;
        try (var debugger = sites.debug("dlt")) {
            debugger.stopOneAt(NumberedStep.of("Gateway", 6));
            asked = CompletableFuture.supplyAsync(() -> sites.call().send());
            var _ = debugger.awaitStop(SOON);
            Patience.until(
                    "the provider's log shows it",
                    SOON,
                    () -> !before.containsAll(log(sites.provider()).exchanges()));
            Patience.pause(LONGER_THAN_A_ROUND);
        }
        var answer = asked.join();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(sites.receipts().first(answer.receipt()).section("leaf").value("seen"))
                .isEqualTo("live");
        assertThat(log(sites.consumer()).exchangesById()).containsKey(answer.receipt());
        assertThat(sites.consumer().status().path("deliveredUnknown").asInt()).isZero();
    }

    /// A slow service is still at work for a consumer's node that was killed, while later exchanges
    /// were already taken over.
    @Test
    void what_a_provider_records_late_is_taken_over_as_well() {
        agreements.register(EchoExchange.SERVICE, sites.service().url(), 120);
        sites.service().hold();
        try {
            int asked = sites.service().asked();
            var slow = CompletableFuture.runAsync(() -> sendInVain(slow()));
            Patience.until("the service is at it", SOON, () -> sites.service().asked() > asked);
            var quick = quickAndKilled();
            slow.join();
            sites.serve("dlt");
            awaitTakenOver("the quick one", List.of(quick));

            sites.service().release();

            var late = Patience.forValue("the provider's late leaf", SOON, this::late);
            awaitTakenOver("the late one", List.of(late));
        } finally {
            sites.service().release();
            agreements.register(EchoExchange.SERVICE, sites.service().url());
        }
        assertThat(sites.consumer().status().path("deliveredUnknown").asInt()).isZero();
    }

    /// An exchange after the slow one, which the provider has and the killed consumer's node has not.
    private String quickAndKilled() {
        var before = new HashSet<>(log(sites.provider()).exchanges());
        try (var debugger = sites.debug("dlt")) {
            debugger.stopAllAt(NumberedStep.of("Gateway", 6));
            var quick = CompletableFuture.runAsync(() -> sendInVain(sites.call()));
            var _ = debugger.awaitStop(SOON);
            sites.kill("dlt");
            quick.join();
        }
        return Patience.forValue(
                "the provider's leaf",
                SOON,
                () ->
                        log(sites.provider()).exchanges().stream()
                                .filter(id -> !before.contains(id))
                                .findFirst());
    }

    private Optional<String> late() {
        var missing = new ArrayList<>(log(sites.provider()).exchanges());
        missing.removeAll(log(sites.consumer()).exchanges());
        return missing.stream().findFirst();
    }

    private void awaitTakenOver(String what, List<String> ids) {
        Patience.until(
                what + " is taken over",
                SOON,
                () -> log(sites.consumer()).exchangesById().keySet().containsAll(ids));
        for (var id : ids) {
            assertThat(log(sites.consumer()).exchangesById().get(id))
                    .extracting(leaf -> leaf.value("seen"))
                    .isEqualTo("reconciled");
        }
    }

    private static void sendInVain(Call call) {
        try {
            assertThat(call.trySend().status()).isNotEqualTo(200);
        } catch (IOException e) {
            // Its node was killed under it.
        }
    }

    @Test
    void an_ended_agreement_stays_ended_and_its_operator_is_told() {
        var id = "dsa-ended";
        agreements.conclude(
                id,
                Agreements.draft(
                        id,
                        ThreeSites.SYSTEM,
                        EchoExchange.SERVICE,
                        EchoExchange.ENDPOINTS,
                        "official-statistics"));
        assertThat(close("end", id).status()).isZero();

        var resumed = close("resume", id);

        assertThat(resumed.status()).isNotZero();
        assertThat(resumed.err()).contains("this agreement has ended, and that is for ever");
        assertThat(resumed.out()).doesNotContain("done");
        var call =
                sites.call()
                        .with("Saphan-Purpose", "official-statistics")
                        .with("Saphan-Agreement", id);
        assertThat(call.send().reason()).isEqualTo("agreement_ended");
        assertThat(sites.call().send().status()).as("the other agreement").isEqualTo(200);
    }

    private Saphan.Ran close(String kind, String id) {
        return Saphan.run(
                "agreement",
                "close",
                "--config",
                sites.consumer().config(),
                "--kind",
                kind,
                "--by",
                "TH/GOV/DLT",
                "--reason",
                "a test",
                id,
                1);
    }

    @Test
    void a_status_prints_its_lists() {
        var said = Saphan.said("status", "--config", sites.consumer().config());

        assertThat(said).containsPattern("(?m)^members +TH/GOV/DLT$");
        assertThat(said).containsPattern("(?m)^well +true$");
        assertThat(said).doesNotContain("[").doesNotContain("{");
        assertThat(Saphan.said("status", "--json", "--config", sites.consumer().config()))
                .containsPattern("\"members\" : \\[ \"TH/GOV/DLT\" \\]");
    }

    @Test
    void keys_are_closed_to_others_at_every_site_and_the_database_can_pass() throws IOException {
        for (var site : List.of(sites.hub(), sites.provider(), sites.consumer())) {
            var keys = site.directory().resolve("keys");
            assertThat(modeOf(keys)).isEqualTo("rwx------");
            try (var files = Files.list(keys)) {
                assertThat(files.map(InFlightTest::modeOf)).isNotEmpty().containsOnly("rw-------");
            }
            assertThat(modeOf(site.directory())).as("for the database's user").endsWith("x");
            assertThat(sites.call().send().status()).isEqualTo(200);
        }
    }

    private static String modeOf(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
