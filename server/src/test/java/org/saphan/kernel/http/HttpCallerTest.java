package org.saphan.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Eventually;
import org.saphan.kernel.Limits;
import org.saphan.kernel.Problem;
import org.saphan.kernel.TestErrors;
import org.saphan.kernel.TestLimits;

/// Against services that answer well, badly, late or not at all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpCallerTest {

    private static final String SECRET = TestListener.SECRET;
    private static final Limits LIMITS = TestLimits.small().limits();
    private static final Duration PATIENT = Duration.ofSeconds(5);
    private static final Duration IMPATIENT = Duration.ofMillis(500);
    private static final int ANSWER_BYTES = 1_000;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Vertx vertx = Vertx.vertx();
    private final HttpCaller caller = HttpCaller.open(vertx, LIMITS, Optional.empty());
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeServices() throws Exception {
        for (var part : opened.reversed()) {
            part.close();
        }
        opened.clear();
    }

    @AfterAll
    void end() {
        caller.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private RawService service(RawService.Script script) throws IOException {
        var service = new RawService(script);
        opened.add(service);
        return service;
    }

    private RawService answering(String answer) throws IOException {
        var service = RawService.answering(answer);
        opened.add(service);
        return service;
    }

    private static Call call(int port, Duration patience) {
        return call(port, "/", patience);
    }

    private static Call call(int port, String target, Duration patience) {
        return new Call(
                "GET",
                new Call.Place("127.0.0.1", port, false),
                target,
                List.of(),
                Bytes.empty(),
                patience,
                ANSWER_BYTES,
                chain -> {});
    }

    private Outcome ask(RawService service) {
        return caller.call(call(service.port(), PATIENT));
    }

    private static String text(Outcome outcome) {
        return outcome.orThrow().body().text();
    }

    @Test
    void an_answer_comes_whole() throws IOException {
        var service =
                answering(
                        "HTTP/1.1 203 Hm\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
        var answer = ask(service).orThrow();
        assertThat(answer.status()).isEqualTo(203);
        assertThat(answer.header("x-a")).contains("b");
        assertThat(answer.body().text()).isEqualTo("abc");
    }

    @Test
    void an_answer_may_end_with_its_connection() throws IOException {
        assertThat(text(ask(answering("HTTP/1.1 200 OK\r\n\r\nuntil the end"))))
                .isEqualTo("until the end");
    }

    @Test
    void what_comes_before_the_answer_is_not_the_answer() throws IOException {
        assertThat(
                        text(
                                ask(
                                        answering(
                                                "HTTP/1.1 100 Continue\r\n\r\n"
                                                        + "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
                                                        + OK))))
                .isEqualTo("ok");
    }

    @Test
    void a_redirect_is_an_answer_and_not_followed() throws IOException {
        var service = answering("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");
        assertThat(ask(service).orThrow().status()).isEqualTo(302);
        assertThat(service.heads).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%2Fb/../c?x=%20&y", "/%e0%b8%81//b?", "/a;b=c,d?e=[f]|g"})
    void the_target_goes_out_exactly_as_it_was_given(String target) throws IOException {
        var service = answering(OK);
        caller.call(call(service.port(), target, PATIENT)).orThrow();
        assertThat(service.heads.getFirst()).startsWith("GET " + target + " HTTP/1.1\r\n");
    }

    /// @param name and what the service sends before it closes
    private record Bad(String name, String bytes) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> bad() {
        var secret = "name-" + SECRET;
        return Stream.of(
                new Bad("nothing", ""),
                new Bad("no HTTP", SECRET + "\r\n\r\n"),
                new Bad("half a status line", "HTTP/1.1 20"),
                new Bad("a status that is no number", "HTTP/1.1 " + SECRET + "x OK\r\n\r\n"),
                new Bad("half a head", "HTTP/1.1 200 OK\r\nX-A: " + SECRET),
                new Bad(
                        "less than it declared",
                        "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + SECRET),
                new Bad(
                        "half a chunk",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + SECRET),
                new Bad(
                        "a chunk size that is no number",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + SECRET + "z\r\n"),
                new Bad(
                        "no last chunk",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"),
                new Bad(
                        "a header name with a bracket",
                        "HTTP/1.1 200 OK\r\n(" + secret + "): 1\r\nContent-Length: 0\r\n\r\n"),
                new Bad(
                        "a header name of other letters",
                        "HTTP/1.1 200 OK\r\n\u00e0" + secret + ": 1\r\nContent-Length: 0\r\n\r\n"),
                new Bad(
                        "an empty header name",
                        "HTTP/1.1 200 OK\r\n: " + SECRET + "\r\nContent-Length: 0\r\n\r\n"),
                new Bad(
                        "no colon",
                        "HTTP/1.1 200 OK\r\n" + SECRET + "\r\nContent-Length: 0\r\n\r\n"),
                new Bad(
                        "NUL in a header",
                        "HTTP/1.1 200 OK\r\nX-A: \0" + SECRET + "\r\nContent-Length: 0\r\n\r\n"),
                new Bad(
                        "a control character in a header",
                        "HTTP/1.1 200 OK\r\nX-A: \u0001"
                                + SECRET
                                + "\r\nContent-Length: 0\r\n\r\n"),
                new Bad(
                        "a flood of headers",
                        "HTTP/1.1 200 OK\r\n" + ("X: " + SECRET + "\r\n").repeat(5_000)),
                new Bad(
                        "two lengths",
                        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
                new Bad(
                        "a length and chunks",
                        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "0\r\n\r\n"),
                new Bad(
                        "a length that is no number",
                        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"),
                new Bad(
                        "another protocol",
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: "
                                + SECRET
                                + "\r\n"
                                + "Connection: upgrade\r\n\r\nhello"),
                new Bad("only something before the answer", "HTTP/1.1 103 Early\r\n\r\n"),
                new Bad("199", "HTTP/1.1 199 Hm\r\n\r\n"),
                new Bad("099", "HTTP/1.1 099 Hm\r\nContent-Length: 0\r\n\r\n"),
                new Bad("600", "HTTP/1.1 600 Hm\r\nContent-Length: 0\r\n\r\n"),
                new Bad("999", "HTTP/1.1 999 Hm\r\nContent-Length: 0\r\n\r\n"));
    }

    /// None of what a service sends may reach our log, an error or a caller as if it were an answer.
    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void what_is_no_answer_is_told_as_broken_at_once(Bad bad) throws IOException {
        try (var errors = TestErrors.listen()) {
            var service = answering(bad.bytes());
            long began = System.nanoTime();
            var outcome = ask(service);
            assertThat(outcome).isInstanceOf(Outcome.Broken.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENT);
            assertThat(outcome.toString()).doesNotContain(SECRET);
            var problem = catchThrowableOfType(Problem.class, outcome::orThrow);
            assertThat(problem.kind()).isEqualTo(Problem.Kind.PEER_FAILED);
            Eventually.sleep(Duration.ofMillis(50));
            assertThat(errors.text()).doesNotContain(SECRET);
        }
    }

    /// As above, where the service keeps the connection open: it must not be used for another call.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/1.1 600 Hm\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n(a): 1\r\nContent-Length: 0\r\n\r\n"
            })
    void a_connection_that_gave_no_answer_is_closed(String bytes) throws IOException {
        var ended = new CountDownLatch(1);
        var service =
                service(
                        connection -> {
                            connection.read();
                            connection.write(bytes);
                            if (!connection.read()) {
                                ended.countDown();
                            }
                        });
        assertThat(ask(service)).isInstanceOf(Outcome.Broken.class);
        Eventually.holds("the connection was closed", () -> ended.getCount() == 0);
    }

    @Test
    void a_connection_that_is_reset_is_broken() throws IOException {
        var service =
                service(
                        connection -> {
                            connection.read();
                            connection.reset();
                        });
        assertThat(ask(service)).isInstanceOf(Outcome.Broken.class);
    }

    @Test
    void a_service_that_says_nothing_is_slow() throws IOException {
        var service =
                service(
                        connection -> {
                            connection.read();
                            connection.read();
                        });
        assertThat(slow(service)).isInstanceOf(Outcome.Slow.class);
    }

    /// Patience ends with the last byte, and not with each.
    @Test
    void a_service_that_trickles_is_slow() throws IOException {
        var service =
                service(
                        connection -> {
                            connection.read();
                            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n");
                            for (int i = 0; i < 200; i++) {
                                connection.write("a");
                                Eventually.sleep(Duration.ofMillis(20));
                            }
                        });
        assertThat(slow(service)).isInstanceOf(Outcome.Slow.class);
    }

    private Outcome slow(RawService service) {
        long began = System.nanoTime();
        var outcome = caller.call(call(service.port(), IMPATIENT));
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(IMPATIENT, IMPATIENT.plusSeconds(1));
        return outcome;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1001\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n3e9\r\n",
                "Connection: close\r\n\r\n"
            })
    void an_answer_beyond_the_limit_is_too_large(String head) throws IOException {
        var service = answering("HTTP/1.1 200 OK\r\n" + head + "a".repeat(1001));
        assertThat(ask(service)).isInstanceOf(Outcome.TooLarge.class);
    }

    @Test
    void an_answer_of_just_the_limit_is_not() throws IOException {
        var service =
                answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + "a".repeat(1000));
        assertThat(text(ask(service))).hasSize(1000);
    }

    @Test
    void nobody_there_is_unreachable() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(caller.call(call(free, PATIENT))).isInstanceOf(Outcome.Unreachable.class);
    }

    private static void keepAnswering(RawService.Connection connection) throws IOException {
        while (connection.read()) {
            connection.write(OK);
        }
    }

    @Test
    void a_connection_is_used_again() throws IOException {
        var service = service(HttpCallerTest::keepAnswering);
        for (int i = 0; i < 5; i++) {
            assertThat(text(ask(service))).isEqualTo("ok");
        }
        assertThat(service.connections).hasValue(1);
    }

    /// Such a service said that it keeps the connection, and does not.
    @Test
    void a_connection_that_ended_meanwhile_is_not_used_again() throws IOException {
        var service = answering(OK);
        for (int i = 0; i < 3; i++) {
            assertThat(text(ask(service))).isEqualTo("ok");
            Eventually.sleep(Duration.ofMillis(100));
        }
        assertThat(service.connections).hasValue(3);
    }

    @Test
    void a_connection_whose_answer_was_given_up_is_not_used_again() throws IOException {
        var service =
                service(
                        connection -> {
                            connection.read();
                            Eventually.sleep(IMPATIENT.multipliedBy(2));
                            connection.write(OK);
                        });
        assertThat(slow(service)).isInstanceOf(Outcome.Slow.class);
        assertThat(text(ask(service))).isEqualTo("ok");
        assertThat(service.connections).hasValue(2);
    }

    @Test
    void calls_beyond_the_connections_and_the_queue_are_refused_at_once() throws Exception {
        var let = new CountDownLatch(1);
        var service =
                service(
                        connection -> {
                            while (connection.read()) {
                                await(let);
                                connection.write(OK);
                            }
                        });
        var small = TestLimits.small().calls(2, 1).limits();
        try (var bounded = HttpCaller.open(vertx, small, Optional.empty());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Outcome> asking = () -> bounded.call(call(service.port(), PATIENT));
            var calls = new ArrayList<Future<Outcome>>();
            calls.add(threads.submit(asking));
            calls.add(threads.submit(asking));
            Eventually.holds("two are being served", () -> service.heads.size() == 2);
            calls.add(threads.submit(asking));
            Eventually.sleep(Duration.ofMillis(200));
            assertThat(bounded.call(call(service.port(), PATIENT)))
                    .isInstanceOf(Outcome.Busy.class);
            assertThat(service.connections).hasValue(2);
            let.countDown();
            for (var call : calls) {
                assertThat(text(call.get())).isEqualTo("ok");
            }
        }
    }

    @Test
    void a_call_that_waits_for_a_connection_loses_patience_as_well() throws Exception {
        var let = new CountDownLatch(1);
        var service =
                service(
                        connection -> {
                            while (connection.read()) {
                                await(let);
                                connection.write(OK);
                            }
                        });
        var small = TestLimits.small().calls(1, 1).limits();
        try (var bounded = HttpCaller.open(vertx, small, Optional.empty());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> bounded.call(call(service.port(), PATIENT)));
            Eventually.holds("one is being served", () -> service.heads.size() == 1);
            assertThat(bounded.call(call(service.port(), IMPATIENT)))
                    .isInstanceOf(Outcome.Slow.class);
            let.countDown();
            assertThat(text(first.get())).isEqualTo("ok");
            assertThat(text(bounded.call(call(service.port(), PATIENT)))).isEqualTo("ok");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nothing_that_may_be_personal_is_printed() {
        var call = call(1, "/" + SECRET, PATIENT);
        assertThat(call.toString()).doesNotContain(SECRET);
        assertThat(new Header("X", SECRET).toString()).doesNotContain(SECRET);
        assertThat(new Answer(200, List.of(new Header("X", SECRET)), Bytes.utf8(SECRET)).toString())
                .doesNotContain(SECRET);
    }
}
