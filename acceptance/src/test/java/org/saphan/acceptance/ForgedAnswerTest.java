package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A provider's site that holds real keys, and lies to a consumer's node: in its answers, and in the
/// list of what it has delivered.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ForgedAnswerTest {

    private static final String LIAR = "TH/GOV/LIAR";
    private static final String REVOKED = "TH/GOV/GONE";
    private static final String SERVICE = "TH/GOV/LIAR/desk/forged";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final ThreeSites sites = ThreeSites.start();
    private final Site liar = sites.joinFourth(LIAR, REVOKED);
    private final List<LyingNode> node = new ArrayList<>();

    /// @param told the reason that the caller is told; empty for an answer
    record Row(String name, Consumer<ForgedAnswer> before, Sending after, String told) {

        @Override
        public String toString() {
            return name;
        }
    }

    interface Sending {

        void send(ForgedAnswer answer, HttpExchange exchange) throws IOException;
    }

    private static Row sealed(String name, Consumer<ForgedAnswer> lie, String told) {
        return new Row(name, lie, ForgedAnswer::send, told);
    }

    private static Row changed(String name, Consumer<ForgedAnswer> lie, String told) {
        return new Row(
                name,
                _ -> {},
                (answer, exchange) -> {
                    lie.accept(answer);
                    answer.send(exchange);
                },
                told);
    }

    private static Row inconsistent(String name, Consumer<ForgedAnswer> lie) {
        return sealed(name, lie, "inconsistent_response");
    }

    private static Row changed(String name, Consumer<ForgedAnswer> lie) {
        return changed(name, lie, "inconsistent_response");
    }

    private static Consumer<ForgedAnswer> at(Duration ago) {
        return answer -> answer.statement.set("time", Instant.now().minus(ago));
    }

    Stream<Row> rows() {
        return Stream.of(bindings(), keys(), contents(), shapes()).flatMap(List::stream);
    }

    private static List<Row> bindings() {
        return List.of(
                sealed("a good answer", _ -> {}, ""),
                sealed("a clock 27 s behind", at(Duration.ofSeconds(27)), ""),
                sealed("a clock 29 s ahead", at(Duration.ofSeconds(-29)), ""),
                inconsistent("a clock 31 s behind", at(Duration.ofSeconds(31))),
                inconsistent("a clock 34 s ahead", at(Duration.ofSeconds(-34))),
                inconsistent(
                        "an answer to another request",
                        answer -> answer.statement.set("request", new byte[32])),
                inconsistent(
                        "an answer to another exchange",
                        answer ->
                                answer.statement.set(
                                        "exchange", ForgedRequest.idOf(Instant.now()))),
                inconsistent(
                        "an answer of another service",
                        answer -> answer.statement.set("provider", LIAR + "/desk/other")),
                inconsistent(
                        "a refusal by another member",
                        answer -> answer.refuse("TH/GOV/OIC", "quota_exceeded")),
                inconsistent(
                        "a refusal of another request",
                        answer ->
                                answer.refuse(LIAR, "quota_exceeded")
                                        .statement
                                        .set("request", new byte[32])),
                sealed("a refusal", answer -> answer.refuse(LIAR, "no_agreement"), "no_agreement"),
                sealed(
                        "a refusal in a word of the future",
                        answer -> answer.refuse(LIAR, "not_today"),
                        "peer_failed"),
                changed(
                        "the request for an answer",
                        answer ->
                                answer.with("Saphan-Statement", answer.request.bytes())
                                        .with(
                                                "Saphan-Seal",
                                                answer.key
                                                        .seal(LIAR, answer.request.bytes())
                                                        .bytes())));
    }

    private List<Row> keys() {
        return List.of(
                inconsistent("a key of nobody", answer -> answer.key = SealingKey.unknown()),
                inconsistent(
                        "the key of another member",
                        answer -> answer.key = SealingKey.of(sites.consumer(), "TH/GOV/DLT")),
                inconsistent(
                        "sealed by another member of its site, whose key was revoked",
                        answer -> {
                            answer.key = SealingKey.of(liar, REVOKED);
                            answer.signer = REVOKED;
                        }),
                changed(
                        "a seal of another text",
                        answer ->
                                answer.with(
                                        "Saphan-Seal",
                                        answer.key.seal(LIAR, Lines.utf8("another")).bytes())),
                changed(
                        "a path that is too short",
                        answer ->
                                answer.with(
                                        "Saphan-Seal",
                                        answer.key
                                                .seal(LIAR, answer.statement.bytes())
                                                .set("size", 2)
                                                .bytes())));
    }

    private static List<Row> contents() {
        return List.of(
                changed("another body", answer -> answer.body = Lines.utf8("{\"forged\": 1}")),
                changed(
                        "other headers",
                        answer ->
                                answer.with("Saphan-Head", Lines.utf8("content-type:text/html\n"))),
                changed(
                        "other salts",
                        answer ->
                                answer.with(
                                        "Saphan-Salts",
                                        answer.salts.set("answer-body", new byte[32]).bytes())),
                inconsistent(
                        "a salt of the request beside those of the answer",
                        ForgedAnswer::smuggleSalt),
                inconsistent(
                        "a refusal with salts",
                        answer -> {
                            var salts = answer.salts;
                            answer.refuse(LIAR, "no_agreement").salts = salts;
                        }),
                inconsistent("another length", answer -> answer.statement.set("body-length", 1)),
                changed(
                        "another status than was sealed",
                        answer ->
                                answer.with(
                                        "Saphan-Statement",
                                        answer.statement.set("status", 201).bytes())));
    }

    private static List<Row> shapes() {
        return List.of(
                changed("no statement", answer -> answer.headers.remove("Saphan-Statement")),
                changed(
                        "garbage for a statement",
                        answer -> answer.with("Saphan-Statement", new byte[] {-1, 0, 7})),
                changed(
                        "a number where none can be",
                        answer ->
                                answer.with(
                                        "Saphan-Statement",
                                        answer.statement.set("status", -1).bytes())),
                changed("a problem", answer -> answer.status = 403, "peer_failed"),
                changed("a redirect", answer -> answer.status = 302, "peer_failed"),
                changed("too much at once", answer -> answer.status = 503, "busy"),
                changed(
                        "a body beyond the limit",
                        answer -> answer.body = new byte[(8 << 20) + 1],
                        "peer_failed"),
                new Row(
                        "a body that ends too early",
                        _ -> {},
                        (answer, exchange) -> answer.send(exchange, answer.body.length + 1),
                        "peer_failed"));
    }

    @BeforeAll
    void join() {
        var agreements =
                new Agreements(sites.directory(), liar, sites.consumer(), List.of(sites.hub()));
        agreements.addSystem(liar, LIAR + "/desk");
        agreements.register(SERVICE, sites.service().url());
        agreements.conclude(
                "dsa-liar",
                Agreements.draft(
                                "dsa-liar",
                                ThreeSites.SYSTEM,
                                SERVICE,
                                EchoExchange.ENDPOINTS,
                                "vehicle-tax")
                        .replace("TH/GOV/OIC", LIAR),
                "TH/GOV/DLT",
                LIAR);
        new Revocation(sites).of(SealingKey.of(liar, REVOKED).fingerprint());
        Patience.until("listed", SOON, () -> call().send().status() == 200);
        sites.kill("rog");
        node.add(LyingNode.at(liar));
    }

    @AfterAll
    void end() {
        node.forEach(LyingNode::close);
        sites.close();
    }

    private LyingNode node() {
        return node.getFirst();
    }

    private Call call() {
        return sites.call()
                .url(sites.consumer().url("systems") + "/r1/" + SERVICE + "/v1/things/1");
    }

    private ForgedAnswer answerTo(HttpExchange exchange) {
        return ForgedAnswer.to(exchange, SealingKey.of(liar, LIAR));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @Order(1)
    void a_lie_is_not_passed_on_and_is_recorded(Row row) {
        node().say(
                        "/peer/v1/exchange",
                        exchange -> {
                            var answer = answerTo(exchange);
                            row.before().accept(answer);
                            row.after().send(answer.seal(), exchange);
                        });

        var answer = call().send();

        var leaf = sites.receipts().first(answer.receipt()).section("leaf");
        var outcome = leaf.section("outcome");
        if (row.told().isEmpty()) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{\"forged\": true}");
            assertThat(outcome.value("status")).isEqualTo("200");
        } else {
            assertThat(answer.reason()).as(answer.toString()).isEqualTo(row.told());
            assertThat(answer.text()).doesNotContain("{\"forged");
            assertThat(outcome.value("reason")).isIn(row.told(), "not_today");
        }
    }

    /// What the provider's site says it delivered, in its order.
    ///
    /// @param id as the list has it
    record Delivered(String name, String id, byte[] leaf, byte[] salts) {

        String json() {
            return "{\"exchange\": \"%s\", \"leaf\": \"%s\", \"salts\": \"%s\"}"
                    .formatted(id, Lines.base64(leaf), Lines.base64(salts));
        }
    }

    /// A request that DLT sealed an hour ago, before its node went down, and what became of it here.
    private final class Past {

        private final ForgedRequest request =
                new ForgedRequest(
                        ThreeSites.SYSTEM,
                        SERVICE,
                        "dsa-liar",
                        new byte[32],
                        SealingKey.of(sites.consumer(), "TH/GOV/DLT"));
        private ForgedAnswer answer;

        private Past(int minute) {
            request.madeAt(Instant.now().minus(Duration.ofMinutes(60 - minute))).seal();
            answer = answered(request);
        }

        private ForgedAnswer answered(ForgedRequest to) {
            return new ForgedAnswer(to.statement.bytes(), SealingKey.of(liar, LIAR)).seal();
        }

        private Delivered as(String name) {
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(
                    new Lines("saphan.org/exchange/v1")
                            .set("site", "rog")
                            .set("role", "provider")
                            .set("seen", "live")
                            .bytes());
            section(bytes, "request", request.headers, "Saphan-Statement");
            section(bytes, "request-seal", request.headers, "Saphan-Seal");
            section(bytes, "outcome", answer.headers, "Saphan-Statement");
            section(bytes, "outcome-seal", answer.headers, "Saphan-Seal");
            return new Delivered(name, request.id(), bytes.toByteArray(), salts());
        }

        private byte[] salts() {
            var salts = new Lines("saphan.org/salts/v1");
            for (var part : List.of("target", "head", "body")) {
                salts.set(part, request.salts.get(part));
            }
            for (var part : List.of("answer-head", "answer-body")) {
                salts.set(part, answer.salts.get(part));
            }
            return salts.bytes();
        }
    }

    private static void section(
            ByteArrayOutputStream to, String name, Map<String, String> headers, String header) {
        var content =
                Base64.getDecoder().decode(Objects.requireNonNull(headers.get(header), header));
        to.writeBytes(Lines.utf8(name + ": " + content.length + "\n"));
        to.writeBytes(content);
    }

    /// The first of them is true.
    private List<Delivered> pasts() {
        var bound = new Past(2);
        bound.answer = bound.answered(new Past(2).request);
        bound.answer.statement.set("exchange", bound.request.id());
        bound.answer.seal();
        var nobodys = new Past(3);
        nobodys.answer.key = SealingKey.unknown();
        nobodys.answer.seal();
        var notOurs = new Past(4);
        notOurs.request.key = SealingKey.of(liar, LIAR);
        notOurs.request.seal();
        notOurs.answer = notOurs.answered(notOurs.request);
        var salted = new Past(5).as("other salts");
        var named = new Past(6).as("another id in the list");
        return List.of(
                new Past(1).as("true"),
                bound.as("an answer to another request"),
                nobodys.as("an answer that nobody sealed"),
                notOurs.as("a request that our member did not seal"),
                new Delivered(
                        salted.name(), salted.id(), salted.leaf(), new Past(5).as("").salts()),
                new Delivered(named.name(), new Past(7).request.id(), named.leaf(), named.salts()),
                new Delivered(
                        "garbage",
                        new Past(8).request.id(),
                        Lines.utf8("garbage\n"),
                        Lines.utf8("garbage\n")));
    }

    @Test
    @Order(2)
    void of_what_it_says_it_delivered_only_what_is_sealed_is_taken_over() {
        var pasts = pasts();
        node().say("/peer/v1/exchanges", exchange -> list(pasts, exchange));
        sites.kill("dlt");
        sites.serve("dlt");

        Patience.until(
                "reconciled",
                SOON,
                () ->
                        sites.consumer().status().path("deliveredUnknown").asInt()
                                == pasts.size() - 1);
        for (var past : pasts) {
            int status = sites.receipts().ask(past.id()).status();
            if (past.name().equals("true")) {
                assertThat(status).as(past.name()).isIn(200, 202);
                assertThat(sites.receipts().first(past.id()).section("leaf").value("seen"))
                        .isEqualTo("reconciled");
            } else {
                assertThat(status).as(past.name()).isEqualTo(404);
            }
        }
    }

    private static void list(List<Delivered> pasts, HttpExchange exchange) throws IOException {
        var query = exchange.getRequestURI().getQuery();
        var after = query.substring(query.indexOf("after=") + 6);
        var page =
                Lines.utf8(
                        pasts.stream()
                                .filter(past -> past.id().compareTo(after) > 0)
                                .map(Delivered::json)
                                .collect(Collectors.joining(", ", "[", "]")));
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }

    /// A list of one lying site is no reason not to ask the others.
    @ParameterizedTest
    @ValueSource(strings = {"[null]", "[[["})
    @Order(3)
    void a_list_that_is_none_does_no_harm(String list) {
        var asked = new AtomicInteger();
        node().say(
                        "/peer/v1/exchanges",
                        exchange -> {
                            asked.incrementAndGet();
                            exchange.sendResponseHeaders(200, list.isEmpty() ? -1 : list.length());
                            exchange.getResponseBody().write(Lines.utf8(list));
                            exchange.close();
                        });
        Patience.until("asked", SOON, () -> asked.get() > 0);

        assertThat(call().send().receipt()).isNotEmpty();
        assertThat(sites.said("dlt")).doesNotContain("reconciliation failed");
    }

    @Test
    @Order(4)
    void a_site_whose_tls_key_was_revoked_is_nobodys_peer() throws Exception {
        node().say("/peer/v1/exchange", exchange -> answerTo(exchange).seal().send(exchange));
        assertThat(call().send().status()).isEqualTo(200);
        var keys = liar.directory().resolve("keys");

        new Revocation(sites).of(SealingKey.read(keys.resolve("tls.key")).fingerprint());

        var refused = call().send();
        assertThat(refused.reason()).isEqualTo("peer_failed");
        assertThat(refused.header("X-Road-Error")).isEqualTo("server.clientproxy.network_error");
        for (var site : List.of(sites.provider(), sites.hub())) {
            var asked =
                    RawAnswer.of(
                            new Doors(site, keys).open("peers"),
                            Lines.utf8(
                                    "GET /peer/v1/trust?after=0 HTTP/1.1\r\nHost: node\r\n\r\n"));
            assertThat(asked.status()).as(asked.text()).isEqualTo("403");
            assertThat(asked.body()).contains("this certificate is not on the trust list");
        }
        assertThat(sites.call().send().status()).as("between others").isEqualTo(200);
    }
}
