package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Where trust ends: a quota that is used up, a list that nobody renews, a hub that takes its word
/// back. Replays and revoked keys are in [ForgedPeerTest] and [ForgedAnswerTest].
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("campaign")
final class LimitsOfTrustTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");

    private final ThreeSites sites = ThreeSites.start();
    private final Site fourth = sites.joinFourth("TH/GOV/LIAR");
    private final Agreements agreements =
            new Agreements(
                    sites.directory(), sites.provider(), sites.consumer(), List.of(sites.hub()));

    @AfterAll
    void end() {
        sites.close();
    }

    @Test
    void a_quota_is_told_with_the_time_until_it_opens_and_outlives_a_restart() {
        var id = "dsa-quota";
        agreements.conclude(
                id,
                Agreements.draft(
                                id,
                                ThreeSites.SYSTEM,
                                EchoExchange.SERVICE,
                                EchoExchange.ENDPOINTS,
                                "official-statistics")
                        .replace(
                                "\"person\": \"none\"", "\"person\": \"none\", \"dailyQuota\": 2"));
        var call = sites.call().with("Saphan-Purpose", "official-statistics");
        // At midnight the quota opens, as it should; this test is not about that.
        if (untilMidnight().compareTo(Duration.ofMinutes(1)) < 0) {
            Patience.pause(untilMidnight().plusSeconds(1));
        }
        assertThat(call.send().status()).isEqualTo(200);
        assertThat(call.send().status()).isEqualTo(200);
        int asked = sites.service().asked();

        requireQuotaUsedUp(call.send());

        sites.kill("dlt");
        sites.serve("dlt");
        Patience.until(
                "the other agreement goes on", SOON, () -> sites.call().send().status() == 200);
        requireQuotaUsedUp(call.send());
        assertThat(sites.service().asked()).isEqualTo(asked + 1);
    }

    private static Duration untilMidnight() {
        var midnight = LocalDate.now(BANGKOK).plusDays(1).atStartOfDay(BANGKOK).toInstant();
        return Duration.between(Instant.now(), midnight);
    }

    private void requireQuotaUsedUp(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(429);
        assertThat(answer.header("X-Road-Error")).isEqualTo("server.serverproxy.quota_exceeded");
        assertThat(answer.reason()).isEqualTo("quota_exceeded");
        assertThat(answer.json().path("message").asString()).contains("ใช้ครบจำนวน", "quota");
        assertThat(Long.parseLong(answer.header("Retry-After")))
                .isBetween(untilMidnight().toSeconds() - 5, untilMidnight().toSeconds() + 5);
        var leaf = sites.receipts().first(answer.receipt()).section("leaf");
        assertThat(leaf.section("outcome").value("reason")).isEqualTo("quota_exceeded");
    }

    @Test
    void nothing_is_exchanged_under_an_expired_list_until_the_hub_is_back() {
        agreements.addSystem(fourth, "TH/GOV/LIAR/desk");
        try {
            restartHub("\"trustList\": {\"counts\": \"PT20S\", \"renewed\": \"PT5S\"},");
            Patience.until("a short list is everywhere", SOON, this::isShortEverywhere);
            long version = sites.consumer().status().path("trustList").asLong();
            Patience.until(
                    "it is renewed in time",
                    SOON,
                    () -> sites.consumer().status().path("trustList").asLong() > version + 3);
            assertThat(sites.call().send().status()).isEqualTo(200);

            sites.kill("dga");

            var refused =
                    Patience.forValue(
                            "refused",
                            SOON,
                            () ->
                                    Optional.of(sites.call().send())
                                            .filter(answer -> answer.status() != 200));
            requireExpired(refused);
            requireProviderRefusesToo();
            for (var site : List.of(sites.consumer(), sites.provider())) {
                assertThat(site.isWell()).isFalse();
                assertThat(site.status().path("trouble").asString())
                        .isEqualTo("the trust list has expired; this site must reach the hub");
            }
        } finally {
            restartHub("");
        }
        Patience.until("goes on", SOON, () -> sites.call().send().status() == 200);
        Patience.until("well again", SOON, () -> sites.provider().isWell());
    }

    private void restartHub(String more) {
        sites.kill("dga");
        sites.configure("dga", more);
        sites.serve("dga");
    }

    private boolean isShortEverywhere() {
        return List.of(sites.consumer(), sites.provider()).stream()
                .map(site -> site.status().path("trustListExpires").asString())
                .allMatch(
                        expires -> Instant.parse(expires).isBefore(Instant.now().plusSeconds(21)));
    }

    private void requireExpired(Answer refused) {
        int asked = sites.service().asked();
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.header("X-Road-Error"))
                .isEqualTo("server.clientproxy.global_conf_outdated");
        assertThat(refused.reason()).isEqualTo("trust_list_expired");
        assertThat(refused.json().path("message").asString())
                .contains("บัญชีความเชื่อถือหมดอายุ", "the trust list has expired");
        var leaf = sites.receipts().first(refused.receipt()).section("leaf");
        assertThat(leaf.section("outcome").value("by")).isEqualTo("TH/GOV/DLT");
        assertThat(leaf.section("outcome").value("reason")).isEqualTo("trust_list_expired");
        assertThat(sites.call().send().reason()).isEqualTo("trust_list_expired");
        assertThat(sites.service().asked()).isEqualTo(asked);
    }

    /// A consumer's node that goes on all the same.
    private void requireProviderRefusesToo() {
        var request =
                new ForgedRequest(
                        "TH/GOV/LIAR/desk",
                        EchoExchange.SERVICE,
                        "dsa-none",
                        new byte[32],
                        SealingKey.of(fourth, "TH/GOV/LIAR"));
        try {
            var doors = new Doors(sites.provider(), fourth.directory().resolve("keys"));
            var answer = RawAnswer.of(doors.open("peers"), request.seal().http());
            assertThat(answer.status()).as(answer.text()).isEqualTo("200");
            var statement = Base64.getDecoder().decode(answer.header("Saphan-Statement"));
            assertThat(new Receipt(statement).value("reason")).isEqualTo("trust_list_expired");
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_list_that_is_older_or_altered_is_refused_and_the_newest_one_stays() throws IOException {
        var old = Call.get(sites.hub().url("open") + "/trust").send().body();
        agreements.addSystem(sites.consumer(), "TH/GOV/DLT/another");
        Patience.until("a newer list", SOON, () -> isNewer(sites.consumer(), old));
        var newest = Call.get(sites.hub().url("open") + "/trust").send().body();
        sites.kill("dga");
        long version = sites.consumer().status().path("trustList").asLong();
        var told = new AtomicInteger();
        try (var hub = LyingNode.at(sites.hub())) {
            hub.say(
                    "/peer/v1/trust",
                    exchange ->
                            give(
                                    told.getAndIncrement() % 2 == 0 ? old : altered(newest),
                                    exchange));
            for (var node : new String[] {"oic", "dlt"}) {
                Patience.until(
                        node + " says why",
                        SOON,
                        () ->
                                sites.said(node).contains("would take back version " + version)
                                        && sites.said(node).contains("its seal is broken"));
            }
            assertThat(sites.consumer().status().path("trustList").asLong()).isEqualTo(version);
            assertThat(sites.call().send().status()).isEqualTo(200);
        } finally {
            sites.serve("dga");
        }
        agreements.addSystem(sites.consumer(), "TH/GOV/DLT/third");
        Patience.until("a true one counts", SOON, () -> isNewer(sites.consumer(), newest));
        assertThat(sites.call().send().status()).isEqualTo(200);
    }

    private static boolean isNewer(Site site, byte[] list) {
        return site.status().path("trustList").asLong() > versionOf(list);
    }

    private static long versionOf(byte[] list) {
        return Long.parseLong(new Receipt(list).section("text").value("version"));
    }

    /// Of the same length, under the seal of what it was.
    private static byte[] altered(byte[] list) {
        var text = new Receipt(list).text();
        return Lines.utf8(text.replace("\nname-en: Test\n", "\nname-en: Fest\n"));
    }

    private static void give(byte[] list, HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, list.length);
        exchange.getResponseBody().write(list);
        exchange.close();
    }
}
