package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saphan.agreements.Agreements;
import org.saphan.callers.CallerSettings;
import org.saphan.callers.Callers;
import org.saphan.evidence.Bytes;
import org.saphan.exchange.Exchange;
import org.saphan.exchange.Peers;
import org.saphan.exchange.XRoadErrors;
import org.saphan.kernel.Json;
import org.saphan.kernel.Limits;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.HttpCaller;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Routes;
import org.saphan.kernel.http.TestDoor;
import org.saphan.kernel.sql.Acts;
import org.saphan.kernel.sql.TestPostgres;
import org.saphan.notary.Notary;
import org.saphan.notary.NotarySettings;

/// A whole exchange behind a site's own trust list: while the list counts, other questions decide; when
/// its time is over, nothing does.
class ExpiredListTest {

    private static final SystemId MOTOR = SystemId.parse("TH/GOV/OIC/motor");

    @Test // tidy: a whole node, opened and closed
    void with_an_expired_list_nothing_is_exchanged_and_the_caller_is_told_why(
            @TempDir Path directory) throws IOException {
        var random = new SecureRandom();
        var vertx = Vertx.vertx();
        try (var exchange = new TestExchange(directory);
                var database =
                        TestPostgres.database(
                                List.of(
                                        "kernel",
                                        "members",
                                        "notary",
                                        "agreements",
                                        "exchange",
                                        "callers"))) {
            var site = exchange.joined("oic", TestExchange.OIC);
            var key = site.members().registerSystem(MOTOR, Optional.empty());
            site.members().announceStep();
            site.members().trustStep();
            try (var notary =
                            Notary.open(
                                    NotarySettings.standard("oic", directory.resolve("data"), 1),
                                    site.keys.log(),
                                    database,
                                    exchange.clock,
                                    random);
                    var http =
                            HttpCaller.open(
                                    vertx, Limits.standard(), Optional.of(site.keys.tls()))) {
                var acts = new Acts(database);
                var members = site.members();
                var peers = new Peers(http, members, Limits.standard());
                var agreements =
                        Agreements.open(
                                database,
                                acts,
                                notary,
                                members,
                                peers::deliverNotice,
                                members.ids());
                var doors =
                        Exchange.open(
                                        new Exchange.Parts(
                                                database,
                                                acts,
                                                notary,
                                                members,
                                                Callers.open(
                                                        new Callers.Parts(
                                                                new CallerSettings(
                                                                        List.of(), false),
                                                                database,
                                                                acts,
                                                                notary,
                                                                members,
                                                                exchange.clock)),
                                                agreements,
                                                notary,
                                                peers,
                                                http,
                                                Limits.standard(),
                                                XRoadErrors.V7_8,
                                                members.ids(),
                                                random))
                                .systemsRoutes();

                exchange.clock.pass(Duration.between(members.now(), members.trust().expires()));
                requireReason(ask(doors, key), "unknown_service");

                exchange.clock.pass(Duration.ofMillis(1));
                var refused = ask(doors, key);
                requireReason(refused, "trust_list_expired");
                assertThat(refused.body().text())
                        .contains(
                                "global_conf_outdated",
                                "the trust list has expired",
                                "บัญชีความเชื่อถือหมดอายุ");

                assertThat(exchange.hub.members().issueStep()).isTrue();
                assertThat(members.trustStep()).isTrue();
                requireReason(ask(doors, key), "unknown_service");
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Reply ask(Routes doors, String key) {
        return TestDoor.ask(
                doors,
                "GET",
                "/r1/TH/GOV/OIC/motor/cmi-check/x",
                List.of(new Header("Saphan-Key", key), new Header("X-Road-Client", MOTOR.value())),
                Bytes.empty(),
                List.of());
    }

    private static void requireReason(Reply reply, String reason) {
        assertThat(reply.status()).isEqualTo(500);
        assertThat(Json.tree(reply.body()).path("detail").asString()).startsWith(reason);
    }
}
