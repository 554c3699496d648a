package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Ending an agreement and suspending a member close access at both nodes, and nothing else does.
@ExtendWith(WithDemo.class)
final class ClosingTest {

    private static final Duration EVERYWHERE = Duration.ofSeconds(5);

    private final RunningDemo demo;

    ClosingTest(RunningDemo demo) {
        this.demo = demo;
    }

    @Test
    void an_agreement_suspended_by_one_party_and_ended_by_the_other_closes_at_both_nodes() {
        var echo = demo.echo();
        var agreements = EchoExchange.agreements(demo);
        var system = "TH/GOV/DLT/closing";
        var id = "dsa-test-closing";
        var key = agreements.addSystem(demo.consumer(), system);
        agreements.conclude(
                id,
                Agreements.draft(
                        id, system, EchoExchange.SERVICE, EchoExchange.ENDPOINTS, "vehicle-tax"));
        var call = echo.call().with("X-Road-Client", system).with("Saphan-Key", key);
        Patience.until("the new system is listed", EVERYWHERE, () -> call.send().status() == 200);

        // The provider suspends: its own node refuses at once, the consumer's as soon as it is
        // told.
        close(demo.provider(), "suspend", "TH/GOV/OIC", id);
        assertThat(call.send().reason()).isEqualTo("agreement_suspended");
        awaitState(demo.consumer(), id, "suspended");

        close(demo.provider(), "resume", "TH/GOV/OIC", id);
        Patience.until("resumed", EVERYWHERE, () -> call.send().status() == 200);

        // The consumer ends it: its own node refuses at once, and for ever.
        close(demo.consumer(), "end", "TH/GOV/DLT", id);
        int asked = echo.service().asked();
        var refused = call.send();
        assertThat(refused.header("X-Road-Error")).isEqualTo("server.serverproxy.access_denied");
        assertThat(refused.reason()).isEqualTo("agreement_ended");
        assertThat(echo.service().asked()).isEqualTo(asked);
        awaitState(demo.provider(), id, "ended");
        Saphan.run(
                "agreement",
                "close",
                "--config",
                demo.consumer().config(),
                "--kind",
                "resume",
                "--by",
                "TH/GOV/DLT",
                "--reason",
                "second thoughts",
                id,
                1);
        assertThat(call.send().reason()).isEqualTo("agreement_ended");
        assertThat(echo.call().send().status()).as("other agreements").isEqualTo(200);
    }

    @Test
    void a_member_that_the_hub_suspends_is_refused_at_every_node_in_five_seconds() {
        assertThat(demo.example().send().status()).isEqualTo(200);

        member("suspend", "TH/GOV/OIC");
        try {
            var refused =
                    Patience.forValue(
                            "refused",
                            EVERYWHERE,
                            () ->
                                    java.util.Optional.of(demo.example().send())
                                            .filter(answer -> answer.status() == 500));
            assertThat(refused.reason()).isEqualTo("member_suspended");
            assertThat(refused.receipt()).isNotEmpty();
            for (var site : demo.sites()) {
                Patience.until(
                        "suspended on the list of " + site.config().getFileName(),
                        EVERYWHERE,
                        () -> isSuspended(site, "TH/GOV/OIC"));
            }
        } finally {
            member("resume", "TH/GOV/OIC");
        }
        Patience.until("resumed", EVERYWHERE, () -> demo.example().send().status() == 200);
    }

    @Test
    void a_suspended_consumer_is_refused_too() {
        member("suspend", "TH/GOV/DLT");
        try {
            Patience.until("refused", EVERYWHERE, () -> demo.example().send().status() == 500);
        } finally {
            member("resume", "TH/GOV/DLT");
        }
        Patience.until("resumed", EVERYWHERE, () -> demo.example().send().status() == 200);
    }

    private void member(String act, String id) {
        Saphan.said("member", act, "--config", demo.hub().config(), "--reason", "a test", id);
    }

    private static boolean isSuspended(Site site, String id) {
        for (var member : site.operations("/api/v1/members").send().json()) {
            if (member.path("id").asString().equals(id)) {
                return member.path("suspended").asBoolean();
            }
        }
        throw new AssertionError(id + " is not listed");
    }

    private static void close(Site site, String kind, String by, String id) {
        Saphan.said(
                "agreement",
                "close",
                "--config",
                site.config(),
                "--kind",
                kind,
                "--by",
                by,
                "--reason",
                "a test",
                id,
                1);
    }

    private static void awaitState(Site site, String id, String state) {
        Patience.until(
                id + " is " + state + " at " + site.config().getFileName(),
                EVERYWHERE,
                () -> {
                    for (var row : site.operations("/api/v1/agreements").send().json()) {
                        if (row.path("id").asString().equals(id)) {
                            return row.path("state").asString().equals(state);
                        }
                    }
                    return false;
                });
    }
}
