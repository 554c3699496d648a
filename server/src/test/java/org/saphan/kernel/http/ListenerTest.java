package org.saphan.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saphan.kernel.Eventually;
import org.saphan.kernel.Metrics;
import org.saphan.kernel.TestErrors;
import org.saphan.kernel.TestLimits;

class ListenerTest {

    private static final Duration SHORT = Duration.ofMillis(600);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Pattern DATE = Pattern.compile("(?i)\r\ndate: ([^\r]+)\r\n");

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var part : opened.reversed()) {
            part.close();
        }
    }

    private TestListener listener(TestLimits limits) throws IOException {
        var listener = new TestListener(limits.limits(), Optional.empty());
        opened.add(listener);
        return listener;
    }

    private RawSocket socket(TestListener listener) throws IOException {
        var socket = RawSocket.to(listener.port());
        opened.add(socket);
        return socket;
    }

    private String last(TestListener listener, String path) throws IOException {
        return socket(listener)
                .send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .readAll();
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void a_body_that_is_declared_too_large_is_refused_before_it_comes() throws IOException {
        var listener = listener(TestLimits.small());
        long began = System.nanoTime();
        var answer =
                socket(listener)
                        .send("POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 99000000\r\n\r\n")
                        .readUntil("\"instance\"");
        assertThat(RawSocket.statuses(answer)).isEqualTo(List.of(413));
        assertThat(since(began)).isLessThan(Duration.ofSeconds(2));
        listener.requireNothingLeft();
    }

    @Test
    void a_body_is_asked_for_only_when_it_is_welcome() throws IOException {
        var listener = listener(TestLimits.small());
        var expecting =
                "POST /size HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
        var refused = socket(listener).send(expecting + "99000000\r\n\r\n").readAll();
        assertThat(RawSocket.statuses(refused)).isEqualTo(List.of(413));

        var welcome = socket(listener).send(expecting + "3\r\n\r\n");
        assertThat(welcome.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
        assertThat(welcome.send("abc").readUntil("3 bytes")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void a_body_that_trickles_is_given_up() throws IOException {
        var listener = listener(TestLimits.small().patience(LONG, SHORT));
        var socket = socket(listener);
        socket.send("POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n");
        var trickle = Thread.ofVirtual().start(() -> trickle(socket));
        long began = System.nanoTime();
        var answer = socket.readUntil("\"instance\"");
        assertThat(RawSocket.statuses(answer)).isEqualTo(List.of(408));
        assertThat(answer).contains("urn:saphan:problem:too-slow");
        assertThat(since(began)).isBetween(SHORT.minusMillis(100), SHORT.plusSeconds(2));
        trickle.interrupt();
        assertThat(listener.handled.get()).isZero();
        listener.requireNothingLeft();
    }

    private static void trickle(RawSocket socket) {
        for (int i = 0; i < 100 && !Thread.interrupted(); i++) {
            socket.send("a");
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Test
    void a_body_that_came_in_time_may_be_worked_on_for_longer() throws IOException {
        var listener = listener(TestLimits.small().patience(LONG, SHORT));
        var socket = socket(listener).send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
        Eventually.sleep(SHORT.multipliedBy(3));
        listener.hold.countDown();
        assertThat(socket.readUntil("held")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void a_head_that_trickles_ends_the_connection() throws IOException {
        var listener = listener(TestLimits.small().patience(SHORT, LONG));
        var socket = socket(listener).send("GET /hello HTTP/1.1\r\nHost: a\r\nX: ");
        var trickle = Thread.ofVirtual().start(() -> trickle(socket));
        long began = System.nanoTime();
        assertThat(socket.readAll()).isEmpty();
        assertThat(since(began)).isLessThan(SHORT.plusSeconds(2));
        trickle.interrupt();
        listener.requireNothingLeft();
    }

    @Test
    void a_connection_that_says_nothing_ends() throws IOException {
        var listener = listener(TestLimits.small().patience(SHORT, LONG));
        var fresh = socket(listener);
        var used = socket(listener).send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
        used.readUntil("hello");
        assertThat(fresh.readAll()).isEmpty();
        assertThat(used.readAll()).isEmpty();
        listener.requireNothingLeft();
    }

    @Test
    void a_connection_is_used_again_for_as_long_as_it_is_used() throws IOException {
        var listener = listener(TestLimits.small().patience(SHORT, LONG));
        var socket = socket(listener);
        for (int i = 0; i < 5; i++) {
            socket.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("hello");
            Eventually.sleep(SHORT.dividedBy(2));
        }
        assertThat(listener.handled.get()).isEqualTo(5);
    }

    /// Each may hold a body, so what has begun to come counts, and not only what is whole.
    @Test
    void uploads_count_as_open_from_their_head() throws IOException {
        var listener = listener(TestLimits.small().openRequests(2));
        var begun = "POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc";
        var first = socket(listener).send(begun);
        var second = socket(listener).send(begun);
        Eventually.holds("both count", () -> listener.gauge("saphan_requests_open") == 2);

        var third = last(listener, "/hello");
        assertThat(RawSocket.statuses(third)).isEqualTo(List.of(503));
        assertThat(third)
                .contains("urn:saphan:problem:busy")
                .containsIgnoringCase("retry-after: 1");

        assertThat(first.send("defghi").readUntil("9 bytes")).startsWith("HTTP/1.1 200 ");
        second.close();
        Eventually.holds("neither counts", () -> listener.gauge("saphan_requests_open") == 0);
        assertThat(RawSocket.statuses(last(listener, "/hello"))).isEqualTo(List.of(200));
    }

    @Test
    void connections_beyond_the_limit_are_closed_at_once() throws IOException {
        var listener = listener(TestLimits.small().connections(2));
        var first = socket(listener);
        var second = socket(listener);
        first.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("hello");
        second.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("hello");
        assertThat(socket(listener).readAll()).isEmpty();
        first.close();
        Eventually.holds("one went", () -> listener.gauge("saphan_connections") == 1);
        assertThat(RawSocket.statuses(last(listener, "/hello"))).isEqualTo(List.of(200));
        second.close();
        listener.requireNothingLeft();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "/overflow, StackOverflowError, urn:saphan:problem:internal",
        "/assertion, AssertionError, urn:saphan:problem:internal",
        "/bug, IllegalStateException, urn:saphan:problem:internal",
        "/sick/x, AssertionError, door: INTERNAL"
    })
    void a_bug_costs_its_request_alone_and_is_logged_without_what_was_sent(
            String path, String kind, String part) throws IOException {
        var listener = listener(TestLimits.small());
        try (var errors = TestErrors.listen()) {
            var answer = last(listener, path);
            assertThat(RawSocket.statuses(answer)).isEqualTo(List.of(500));
            assertThat(answer).contains(part).doesNotContain(kind, TestListener.SECRET);
            Eventually.holds("it is logged", () -> errors.text().contains("\"status\":500"));
            assertThat(errors.text())
                    .contains("failed: java.lang." + kind, "at org.saphan.kernel.http.TestListener")
                    .doesNotContain(TestListener.SECRET);
        }
        assertThat(RawSocket.statuses(last(listener, "/hello"))).isEqualTo(List.of(200));
        listener.requireNothingLeft();
    }

    @Test
    void every_answer_says_when_it_was_given() throws IOException {
        var listener = listener(TestLimits.small());
        for (var path : List.of("/hello", "/nowhere", "/bug")) {
            var date = DATE.matcher(last(listener, path));
            assertThat(date.find()).as(path).isTrue();
            var given = ZonedDateTime.parse(date.group(1), DateTimeFormatter.RFC_1123_DATE_TIME);
            assertThat(given.toInstant())
                    .isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(1));
        }
        assertThat(last(listener, "/dated"))
                .containsIgnoringCase("\r\ndate: then\r\n")
                .doesNotContain("GMT");
    }

    @Test
    void the_access_line_tells_how_long_it_took_and_nothing_personal() throws IOException {
        var listener = listener(TestLimits.small());
        try (var errors = TestErrors.listen()) {
            last(listener, "/echo/" + TestListener.SECRET + "?q=" + TestListener.SECRET);
            Eventually.holds("it is logged", () -> errors.text().contains("\"route\""));
            assertThat(errors.text())
                    .containsPattern("\"ms\":[0-9]+\\.[0-9]+")
                    .contains("\"listener\":\"test\"", "\"method\":\"GET\"", "\"status\":200")
                    .contains("\"route\":\"/echo/{word}\"")
                    .doesNotContain(TestListener.SECRET);
        }
    }

    @Test
    void a_head_is_answered_without_a_body() throws IOException {
        var listener = listener(TestLimits.small());
        var answer =
                socket(listener)
                        .send("HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                        .readAll();
        assertThat(RawSocket.statuses(answer)).isEqualTo(List.of(200));
        assertThat(answer).endsWith("\r\n\r\n");
    }

    @Test
    void a_port_that_is_taken_is_told_in_words() throws IOException {
        var listener = listener(TestLimits.small());
        var vertx = Vertx.vertx();
        opened.add(() -> vertx.close().toCompletionStage().toCompletableFuture().join());
        assertThatThrownBy(
                        () ->
                                Listener.open(
                                        vertx,
                                        new Listener.Settings(
                                                "second",
                                                "127.0.0.1",
                                                listener.port(),
                                                Optional.empty()),
                                        TestLimits.small().limits(),
                                        new Metrics(),
                                        Routes.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another program may be using the port");
    }
}
