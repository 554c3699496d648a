package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A site that has joined, has an agreement, holds real keys, and lies to a provider's node.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("campaign")
final class ForgedPeerTest {

    private static final String LIAR = "TH/GOV/LIAR";
    private static final String SYSTEM = "TH/GOV/LIAR/desk";
    private static final String REVOKED = "TH/GOV/GONE";
    private static final String AGREEMENT = "dsa-forged";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final ThreeSites sites = ThreeSites.start();
    private final Site liar = sites.joinFourth(LIAR, REVOKED);
    private byte[] hash = {};

    /// What the provider's node does.
    sealed interface Outcome {

        /// Answers as if nothing were wrong.
        record Answered() implements Outcome {}

        /// Refuses before anybody is proved: a problem, and nothing is left but a count.
        record Problem(int status, String type, String says) implements Outcome {}

        /// Refuses a proved peer: a sealed refusal, and its leaf.
        record Refused(String reason) implements Outcome {}
    }

    /// @param before the seal is made
    /// @param after  it was made
    record Row(
            String name,
            Consumer<ForgedRequest> before,
            Consumer<ForgedRequest> after,
            Outcome outcome) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Row sealed(String name, Consumer<ForgedRequest> lie, Outcome outcome) {
        return new Row(name, lie, _ -> {}, outcome);
    }

    private static Row changed(String name, Consumer<ForgedRequest> lie, Outcome outcome) {
        return new Row(name, _ -> {}, lie, outcome);
    }

    private static Outcome malformed(String says) {
        return new Outcome.Problem(400, "malformed", says);
    }

    private static Outcome forbidden(String says) {
        return new Outcome.Problem(403, "forbidden", says);
    }

    private static Outcome refused(String reason) {
        return new Outcome.Refused(reason);
    }

    private static final Outcome ANSWERED = new Outcome.Answered();
    private static final Outcome NOT_SEALED = forbidden("is not sealed by " + LIAR);
    private static final Outcome NOT_COMMITTED =
            malformed("what came is not what the statement commits to");

    Stream<Row> rows() {
        return Stream.of(times(), keys(), seals(), contents(), grants(), shapes())
                .flatMap(List::stream);
    }

    private static Row at(String name, Duration ago, Outcome outcome) {
        return sealed(name, request -> request.madeAt(Instant.now().minus(ago)), outcome);
    }

    private List<Row> times() {
        return List.of(
                at("a good request", Duration.ZERO, ANSWERED),
                at("a clock 27 s behind", Duration.ofSeconds(27), ANSWERED),
                at("a clock 29 s ahead", Duration.ofSeconds(-29), ANSWERED),
                at("a clock 31 s behind", Duration.ofSeconds(31), refused("clock_skew")),
                at("a clock 34 s ahead", Duration.ofSeconds(-34), refused("clock_skew")),
                at("a clock seven hours ahead", Duration.ofHours(-7), refused("clock_skew")),
                at(
                        "a clock two days ahead",
                        Duration.ofDays(-2),
                        malformed("the exchange id was not made when its statement was")),
                sealed(
                        "an id of ten minutes ago",
                        request ->
                                request.statement.set(
                                        "exchange",
                                        ForgedRequest.idOf(
                                                Instant.now().minus(Duration.ofMinutes(10)))),
                        malformed("the exchange id was not made when its statement was")));
    }

    private List<Row> keys() {
        return List.of(
                sealed(
                        "a key of nobody",
                        request -> request.key = SealingKey.unknown(),
                        NOT_SEALED),
                sealed(
                        "the key of another member",
                        request -> request.key = SealingKey.of(sites.consumer(), "TH/GOV/DLT"),
                        NOT_SEALED),
                sealed(
                        "sealed by another member in its own name",
                        request -> {
                            request.key = SealingKey.of(sites.consumer(), "TH/GOV/DLT");
                            request.signer = "TH/GOV/DLT";
                        },
                        NOT_SEALED),
                sealed(
                        "another member's request, sealed by it",
                        request -> {
                            request.key = SealingKey.of(sites.consumer(), "TH/GOV/DLT");
                            request.signer = "TH/GOV/DLT";
                            request.statement.set("consumer", ThreeSites.SYSTEM);
                        },
                        forbidden("the certificate does not belong to the site of TH/GOV/DLT")),
                sealed(
                        "a revoked key",
                        request -> {
                            request.key = SealingKey.of(liar, REVOKED);
                            request.signer = REVOKED;
                            request.statement.set("consumer", REVOKED + "/desk");
                        },
                        forbidden("is not sealed by " + REVOKED)));
    }

    private static List<Row> seals() {
        return List.of(
                changed(
                        "a seal of another text",
                        request ->
                                request.with(
                                        "Saphan-Seal",
                                        request.key.seal(LIAR, Lines.utf8("another")).bytes()),
                        NOT_SEALED),
                changed(
                        "the first of a batch of two",
                        request ->
                                request.with(
                                        "Saphan-Seal",
                                        request.key
                                                .sealFirstOfTwo(
                                                        LIAR,
                                                        request.statement.bytes(),
                                                        Lines.utf8("another"))
                                                .bytes()),
                        ANSWERED),
                changed(
                        "a path that leads elsewhere",
                        request ->
                                request.with(
                                        "Saphan-Seal",
                                        request.key
                                                .sealFirstOfTwo(
                                                        LIAR,
                                                        request.statement.bytes(),
                                                        Lines.utf8("another"))
                                                .set("path", Lines.sha256(Lines.utf8("third")))
                                                .bytes()),
                        NOT_SEALED),
                changed(
                        "a path that is too short",
                        request ->
                                request.with(
                                        "Saphan-Seal",
                                        request.key
                                                .seal(LIAR, request.statement.bytes())
                                                .set("size", 2)
                                                .bytes()),
                        malformed("path: too long or too short")),
                changed(
                        "a place beyond the batch",
                        request ->
                                request.with(
                                        "Saphan-Seal",
                                        request.key
                                                .seal(LIAR, request.statement.bytes())
                                                .set("index", 1)
                                                .bytes()),
                        malformed("index: not below the size")));
    }

    private static List<Row> contents() {
        return List.of(
                changed(
                        "another purpose than was sealed",
                        request ->
                                request.with(
                                        "Saphan-Statement",
                                        request.statement
                                                .set("purpose", "official-statistics")
                                                .bytes()),
                        NOT_SEALED),
                changed(
                        "another target",
                        request -> request.with("Saphan-Target", Lines.utf8("/v1/things/2")),
                        NOT_COMMITTED),
                changed(
                        "other headers",
                        request -> request.with("Saphan-Head", Lines.utf8("x-road-id:other\n")),
                        NOT_COMMITTED),
                changed(
                        "another body",
                        request -> request.body = Lines.utf8("smuggled"),
                        NOT_COMMITTED),
                changed(
                        "other salts",
                        request ->
                                request.with(
                                        "Saphan-Salts",
                                        request.salts.set("body", new byte[32]).bytes()),
                        NOT_COMMITTED),
                sealed(
                        "salts of the answer beside those of the request",
                        request -> {
                            request.salts.set("answer-head", new byte[32]);
                            request.statement.set("salts", Lines.sha256(request.salts.bytes()));
                        },
                        NOT_COMMITTED),
                sealed(
                        "another length",
                        request -> request.statement.set("body-length", 1),
                        NOT_COMMITTED),
                sealed(
                        "a person in the headers and none in the statement",
                        request -> {
                            request.head += "x-road-userid:somebody\n";
                            request.commit();
                        },
                        NOT_COMMITTED),
                sealed(
                        "a person proved by a token that nobody can check",
                        request ->
                                request.statement.set(
                                        "person", "token " + Lines.base64(new byte[32])),
                        NOT_COMMITTED));
    }

    private static List<Row> grants() {
        return List.of(
                sealed(
                        "another text of the agreement",
                        request -> request.statement.set("agreement-hash", new byte[32]),
                        refused("agreement_differs")),
                sealed(
                        "another version of the agreement",
                        request -> request.statement.set("agreement-version", 2),
                        refused("agreement_differs")),
                sealed(
                        "an agreement of others",
                        request -> request.statement.set("agreement", "dsa-three-sites"),
                        refused("no_agreement")),
                sealed(
                        "another clause",
                        request -> request.statement.set("clause", "any"),
                        refused("no_agreement")),
                sealed(
                        "no agreement",
                        request ->
                                request.statement
                                        .drop("agreement")
                                        .drop("agreement-version")
                                        .drop("agreement-hash")
                                        .drop("clause"),
                        refused("no_agreement")),
                sealed(
                        "a purpose that is not granted",
                        request -> request.statement.set("purpose", "official-statistics"),
                        refused("purpose_not_granted")),
                sealed(
                        "a method that is not granted",
                        request -> request.statement.set("method", "OPTIONS"),
                        refused("endpoint_not_granted")),
                sealed(
                        "a target that climbs",
                        request -> {
                            request.target = "/v1/things/%2e%2e/secret";
                            request.commit();
                        },
                        refused("malformed_request")),
                sealed(
                        "a system that is not registered",
                        request -> request.statement.set("consumer", LIAR + "/ghost"),
                        refused("unknown_member")),
                sealed(
                        "a service that is not there",
                        request -> request.statement.set("provider", "TH/GOV/OIC/motor/none"),
                        refused("unknown_service")),
                sealed(
                        "a service of another node",
                        request -> request.statement.set("provider", "TH/GOV/DLT/tax/any"),
                        new Outcome.Problem(404, "not-found", "no such provider at this site")),
                sealed(
                        "no service",
                        request -> request.statement.drop("provider"),
                        new Outcome.Problem(404, "not-found", "no such provider at this site")));
    }

    private static List<Row> shapes() {
        return List.of(
                changed(
                        "no statement",
                        request -> request.headers.remove("Saphan-Statement"),
                        malformed("Saphan-Statement: header is missing")),
                changed(
                        "a statement that is garbage",
                        request -> request.with("Saphan-Statement", new byte[] {-1, 0, 7}),
                        malformed("not well-formed")),
                changed(
                        "half a statement",
                        request ->
                                request.with(
                                        "Saphan-Statement",
                                        Arrays.copyOf(request.statement.bytes(), 200)),
                        malformed("not well-formed")),
                changed(
                        "a statement with a free byte",
                        request ->
                                request.with(
                                        "Saphan-Statement",
                                        Lines.utf8(
                                                new Receipt(request.statement.bytes()).text()
                                                        + "more: 1\n")),
                        malformed("not well-formed")),
                changed(
                        "base64 in another spelling",
                        request -> request.headers.merge("Saphan-Salts", "=", String::concat),
                        malformed("Saphan-Salts: not canonical base64")),
                changed(
                        "a target that is two requests",
                        request -> request.with("Saphan-Target", Lines.utf8("/a HTTP/1.1\r\nX: y")),
                        malformed("not a request target")),
                changed(
                        "headers in another form",
                        request -> request.with("Saphan-Head", Lines.utf8("X-Road-Id:1\n")),
                        malformed("not in its one canonical form")),
                changed(
                        "a statement that is an answer",
                        request ->
                                request.with(
                                        "Saphan-Statement",
                                        new ForgedAnswer(request.statement.bytes(), request.key)
                                                .statement.bytes()),
                        malformed("not well-formed")),
                sealed(
                        "a body beyond the limit",
                        request -> {
                            request.body = new byte[(8 << 20) + 1];
                            request.commit();
                        },
                        new Outcome.Problem(413, "too-large", "a body may have at most")));
    }

    @BeforeAll
    void join() throws IOException {
        var agreements =
                new Agreements(sites.directory(), sites.provider(), liar, List.of(sites.hub()));
        agreements.addSystem(liar, SYSTEM);
        agreements.addSystem(liar, REVOKED + "/desk");
        var text =
                agreements.conclude(
                        AGREEMENT,
                        Agreements.draft(
                                        AGREEMENT,
                                        SYSTEM,
                                        EchoExchange.SERVICE,
                                        EchoExchange.ENDPOINTS,
                                        "vehicle-tax")
                                .replace("TH/GOV/DLT", LIAR),
                        LIAR,
                        "TH/GOV/OIC");
        hash = Lines.sha256(new Receipt(Files.readAllBytes(text)).section("text").bytes());
        new Revocation(sites).of(SealingKey.of(liar, REVOKED).fingerprint());
        Patience.until(
                "a good request is answered",
                SOON,
                () -> send(good().seal()).status().equals("200"));
    }

    @AfterAll
    void end() {
        sites.close();
    }

    private ForgedRequest good() {
        return new ForgedRequest(
                SYSTEM, EchoExchange.SERVICE, AGREEMENT, hash, SealingKey.of(liar, LIAR));
    }

    private RawAnswer send(ForgedRequest request) {
        return send(request.http());
    }

    private RawAnswer send(byte[] http) {
        try {
            return RawAnswer.of(doors().open("peers"), http);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Doors doors() {
        return new Doors(sites.provider(), liar.directory().resolve("keys"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void a_lie_gets_what_it_deserves(Row row) {
        int asked = sites.service().asked();
        var request = good();
        row.before().accept(request);
        request.seal();
        row.after().accept(request);

        var answer = send(request);

        switch (row.outcome()) {
            case Outcome.Answered _ -> {
                requireOutcome(answer, "saphan.org/answer/v1\n");
                requireLeaf(request, "status", "200");
                assertThat(sites.service().asked()).isEqualTo(asked + 1);
            }
            case Outcome.Refused(var reason) -> {
                requireOutcome(answer, "saphan.org/refusal/v1\n");
                requireLeaf(request, "reason", reason);
                assertThat(sites.service().asked()).isEqualTo(asked);
            }
            case Outcome.Problem(int status, var type, var says) -> {
                requireProblem(answer, status, type, says);
                requireNothingLeft(request.id());
                assertThat(sites.service().asked()).isEqualTo(asked);
            }
        }
    }

    private static void requireOutcome(RawAnswer answer, String format) {
        assertThat(answer.status()).as(answer.text()).isEqualTo("200");
        var statement = Base64.getDecoder().decode(answer.header("Saphan-Statement"));
        assertThat(new Receipt(statement).text()).startsWith(format);
    }

    private void requireLeaf(ForgedRequest request, String line, String value) {
        var leaf = sites.providersReceipts().first(request.id()).section("leaf");
        assertThat(leaf.value("role")).isEqualTo("provider");
        assertThat(leaf.section("request").text())
                .isEqualTo(new Receipt(request.statement.bytes()).text());
        assertThat(leaf.section("outcome").value(line)).isEqualTo(value);
    }

    private static void requireProblem(RawAnswer answer, int status, String type, String says) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(Integer.toString(status));
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.body())
                .contains("\"urn:saphan:problem:" + type + "\"", "title_th", says)
                .doesNotContain("/v1/things", "somebody", "smuggled");
    }

    /// Neither in the log nor in the index: the one way to both is the receipt.
    private void requireNothingLeft(String id) {
        assertThat(sites.providersReceipts().ask(id).status()).isEqualTo(404);
    }

    @Test
    void a_replay_is_refused_and_changes_nothing_also_after_a_restart() {
        var request = good().seal();
        assertThat(send(request).status()).isEqualTo("200");
        int asked = sites.service().asked();

        requireProblem(send(request), 409, "conflict", "this exchange id was here before");
        sites.kill("oic");
        sites.serve("oic");
        requireProblem(send(request), 409, "conflict", "this exchange id was here before");

        // The same id under a new statement is no other exchange.
        request.statement.set("time", Instant.now());
        requireProblem(send(request.seal()), 409, "conflict", "this exchange id was here before");
        assertThat(sites.service().asked()).isEqualTo(asked);
        assertThat(new PublishedLog(sites.provider().url("open")).exchangesById())
                .containsKey(request.id());
    }

    @Test
    void a_body_that_ends_too_early_leaves_nothing() {
        int asked = sites.service().asked();
        var request = good();
        request.body = Lines.utf8("half");
        request.commit().seal();
        try (var socket = doors().open("peers")) {
            socket.getOutputStream().write(request.http(8));
            socket.getOutputStream().flush();
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        assertThat(send(good().seal()).status()).isEqualTo("200");
        requireNothingLeft(request.id());
        assertThat(sites.service().asked()).isEqualTo(asked + 1);
    }

    @Test
    void who_shows_no_certificate_of_the_root_is_not_heard()
            throws IOException, GeneralSecurityException {
        for (var door : new String[] {"peers-anonymous", "peers-old", "peers-plain"}) {
            var answer = RawAnswer.of(doors().open(door), good().seal().http());
            assertThat(answer.status()).as(door).isNotEqualTo("200");
        }
    }
}
