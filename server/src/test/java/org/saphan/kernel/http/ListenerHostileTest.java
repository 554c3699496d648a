package org.saphan.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.saphan.kernel.TestErrors;
import org.saphan.kernel.TestLimits;

/// What is wrong already as HTTP. Each row says what comes back; afterwards no connection is left, and
/// nothing that was sent stands in the log.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenerHostileTest {

    private static final String SECRET = TestListener.SECRET;
    private static final int CLOSED = 0;

    private final TestErrors errors = TestErrors.listen();
    private final TestListener listener;

    ListenerHostileTest() throws IOException {
        listener = new TestListener(TestLimits.small().limits(), Optional.empty());
    }

    @BeforeAll
    void warm() throws IOException {
        try (var socket = RawSocket.to(listener.port())) {
            socket.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").readAll();
        }
    }

    @AfterAll
    void close() {
        errors.close();
        listener.close();
    }

    /// @param status of the answer, zero when the connection is closed without one
    /// @param part   of the answer
    private record Row(String name, String bytes, int status, String part) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(String name, String bytes, int status, String part) {
        return new Row(name, bytes.replace("\n", "\r\n").replace("¶", "\n"), status, part);
    }

    private static Row malformed(String name, String bytes) {
        return row(name, bytes, 400, "urn:saphan:problem:malformed");
    }

    private static Row good(String name, String bytes, String part) {
        return row(name, bytes, 200, part);
    }

    private static String get(String more) {
        return "GET /hello?id=" + SECRET + " HTTP/1.1\nHost: a\n" + more + "\n";
    }

    private static String post(String more) {
        return "POST /size HTTP/1.1\nHost: a\n" + more;
    }

    static Stream<Row> rows() {
        return Stream.of(lines(), heads(), framings(), doors()).flatMap(List::stream);
    }

    private static List<Row> lines() {
        var flood = SECRET + "a".repeat(200_000);
        return List.of(
                row("a flood of a target", "GET /" + flood, 414, "problem:target-too-long"),
                row("a flood of a method", flood, 414, "problem:target-too-long"),
                row(
                        "a long target",
                        "GET /" + "a".repeat(20_000) + " HTTP/1.1\nHost: a\n\n",
                        414,
                        "\"status\":414"),
                malformed("no HTTP", "HELLO " + SECRET + "\n\n"),
                malformed("a greeting of TLS", "\u0016\u0003\u0001\u0000\u0005\u0001\n\n"),
                malformed("a space in the target", "GET /a b HTTP/1.1\nHost: a\n\n"),
                malformed("NUL in the target", "GET /\0" + SECRET + " HTTP/1.1\nHost: a\n\n"),
                malformed("DEL in the target", "GET /\u007f HTTP/1.1\nHost: a\n\n"),
                malformed("raw bytes in the target", "GET /\u00e0\u00b8 HTTP/1.1\nHost: a\n\n"),
                malformed("a fragment", "GET /hello#" + SECRET + " HTTP/1.1\nHost: a\n\n"),
                malformed("a whole URL", "GET http://a/hello HTTP/1.1\nHost: a\n\n"),
                malformed("a star", "OPTIONS * HTTP/1.1\nHost: a\n\n"),
                malformed("a tunnel", "CONNECT a:443 HTTP/1.1\nHost: a\n\n"),
                malformed("no target", "GET  HTTP/1.1\nHost: a\n\n"),
                malformed(
                        "broken percent-encoding",
                        "GET /echo/%zz HTTP/1.1\nHost: a\nConnection: close\n\n"),
                malformed(
                        "half a percent-encoding",
                        "GET /echo/%a HTTP/1.1\nHost: a\nConnection: close\n\n"),
                row("HTTP/9.9", "GET /hello HTTP/9.9\nHost: a\n\n", 505, "problem:http-version"),
                row("HTTP/2 unasked", "PRI * HTTP/2.0\n\nSM\n\n", 505, "\"status\":505"),
                row("HTTP/0.9", "GET /hello HTTP/0.9\nHost: a\n\n", 505, "problem:http-version"),
                row(
                        "HTTP in small letters",
                        "GET /hello http/1.1\nHost: a\n\n",
                        505,
                        "use HTTP/1.1"),
                malformed("HTTP/1", "GET /hello HTTP/1\nHost: a\n\n"));
    }

    private static List<Row> heads() {
        return List.of(
                row(
                        "a flood of headers",
                        get(("X-" + SECRET + ": a\n").repeat(5_000)),
                        431,
                        "problem:head-too-large"),
                row(
                        "a flood of one header",
                        get("X: " + SECRET.repeat(20_000) + "\n"),
                        431,
                        "\"status\":431"),
                row(
                        "a header without an end",
                        "GET /hello HTTP/1.1\nHost: a\nX: " + SECRET.repeat(20_000),
                        431,
                        "problem:head-too-large"),
                malformed("no Host", "GET /hello HTTP/1.1\n\n"),
                malformed("two Hosts", "GET /hello HTTP/1.1\nHost: a\nHost: b\n\n"),
                malformed("no colon", get(SECRET + "\n")),
                malformed("a space in a name", get("X " + SECRET + ": 1\n")),
                malformed("a space behind a name", get("X : " + SECRET + "\n")),
                malformed("an empty name", get("Connection: close\n: " + SECRET + "\n")),
                malformed("NUL in a name", get("X\0: " + SECRET + "\n")),
                malformed("NUL in a value", get("X: \0" + SECRET + "\n")),
                malformed("a bare carriage return", get("X: a\r" + SECRET + "\n")),
                malformed("a control character", get("X: \u0001" + SECRET + "\n")),
                // RFC 9112 §5.2: refused or unfolded.
                good(
                        "a folded header",
                        get("Connection: close\nX: a\n " + SECRET + "\n"),
                        "hello"));
    }

    private static List<Row> framings() {
        return List.of(
                malformed("a length that is no number", post("Content-Length: x\n\n")),
                malformed("a length below nothing", post("Content-Length: -1\n\n")),
                malformed("a length with a sign", post("Content-Length: +2\n\nab")),
                malformed("two lengths", post("Content-Length: 1\nContent-Length: 2\n\nab")),
                malformed("two lengths in one", post("Content-Length: 1, 2\n\nab")),
                malformed(
                        "a length and chunks",
                        post("Content-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n")),
                malformed("an unknown coding", post("Transfer-Encoding: gzip\n\n")),
                malformed("chunks that are not last", post("Transfer-Encoding: chunked, gzip\n\n")),
                malformed(
                        "chunks under HTTP/1.0",
                        "POST /size HTTP/1.0\nHost: a\nTransfer-Encoding: chunked\n\n0\n\n"),
                row(
                        "a chunk size that is no number",
                        post("Transfer-Encoding: chunked\n\nzz\n" + SECRET + "\n0\n\n"),
                        CLOSED,
                        ""),
                row(
                        "a chunk size below nothing",
                        post("Transfer-Encoding: chunked\n\n-1\n" + SECRET + "\n0\n\n"),
                        CLOSED,
                        ""),
                row(
                        "a declared flood",
                        post("Content-Length: 99000000\n\n"),
                        413,
                        "problem:too-large"),
                row(
                        "a length beyond numbers",
                        post("Content-Length: 99999999999999999999\n\n"),
                        400,
                        "problem:malformed"),
                row(
                        "a flood of a body",
                        post("Content-Length: 900000\n\n" + SECRET + "a".repeat(900_000)),
                        413,
                        "problem:too-large"),
                row(
                        "a flood in chunks",
                        post("Transfer-Encoding: chunked\n\nfffff\n" + "a".repeat(900_000)),
                        413,
                        "\"status\":413"),
                good(
                        "a body of just the limit",
                        post("Connection: close\nContent-Length: 1000\n\n" + "a".repeat(1000)),
                        "1000 bytes"),
                good(
                        "chunks",
                        post(
                                "Connection: close\nTransfer-Encoding: chunked\n\n"
                                        + "2\nab\n3;x=y\ncde\n0\nX: y\n\n"),
                        "5 bytes"),
                good("an old client", "GET /hello HTTP/1.0\nHost: a\n\n", "hello"));
    }

    /// A door's own shape, also where the decoder gave up and whatever the method.
    private static List<Row> doors() {
        return List.of(
                row("a door: no Host", "GET /door/x?y HTTP/1.1\n\n", 400, "door: MALFORMED"),
                row(
                        "a door: version",
                        "GET /door/x HTTP/9.9\nHost: a\n\n",
                        505,
                        "door: HTTP_VERSION"),
                row(
                        "a door: head",
                        "GET /door/x HTTP/1.1\nHost: a\nX: " + "a".repeat(9_000) + "\n\n",
                        431,
                        "door: HEAD_TOO_LARGE"),
                row(
                        "an exact door: length",
                        "POST /exact HTTP/1.1\nHost: a\nContent-Length: 99000000\n\n",
                        413,
                        "door: TOO_LARGE"),
                row(
                        "an exact door: method",
                        "GET /exact?a=b HTTP/1.1\nHost: a\nConnection: close\n\n",
                        405,
                        "door: METHOD_NOT_ALLOWED"),
                row(
                        "an exact door: framing",
                        "POST /exact HTTP/1.1\nHost: a\nContent-Length: x\n\n",
                        400,
                        "door: MALFORMED"),
                row(
                        "a door with a name: encoding",
                        "GET /sick/%zz HTTP/1.1\nHost: a\nConnection: close\n\n",
                        400,
                        "door: MALFORMED"),
                row(
                        "no door",
                        "GET /nowhere HTTP/1.1\nHost: a\nConnection: close\n\n",
                        404,
                        "problem:not-found"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void each_is_answered_as_its_row_says_and_leaves_nothing(Row row) throws IOException {
        int before = listener.handled.get();
        try (var socket = RawSocket.to(listener.port())) {
            var writer = Thread.ofVirtual().start(() -> socket.send(row.bytes()));
            var answer = socket.readAll();
            join(writer);
            assertThat(RawSocket.statuses(answer))
                    .as(answer)
                    .isEqualTo(row.status() == CLOSED ? List.of() : List.of(row.status()));
            assertThat(answer).contains(row.part()).doesNotContain(SECRET);
            if (row.status() >= 400) {
                assertThat(answer).containsIgnoringCase("\r\ndate: ").doesNotContain("Exception");
                assertThat(listener.handled.get()).isEqualTo(before);
            }
        }
        listener.requireNothingLeft();
        assertThat(errors.text()).doesNotContain(SECRET);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_is_sent_at_once_is_answered_in_turn() throws IOException {
        try (var socket = RawSocket.to(listener.port())) {
            var answers =
                    socket.send(
                                    "GET /echo/one HTTP/1.1\r\nHost: a\r\n\r\n"
                                            + "POST /size HTTP/1.1\r\nHost: a\r\n"
                                            + "Content-Length: 3\r\n\r\nabc"
                                            + "GET /echo/three HTTP/1.1\r\nHost: a\r\n"
                                            + "Connection: close\r\n\r\n")
                            .readAll();
            assertThat(RawSocket.statuses(answers)).isEqualTo(List.of(200, 200, 200));
            assertThat(answers).containsSubsequence("one", "3 bytes", "three");
        }
        listener.requireNothingLeft();
    }

    /// What follows a request that was refused is never read as another one.
    @Test
    void nothing_is_smuggled_behind_a_refusal() throws IOException {
        int before = listener.handled.get();
        try (var socket = RawSocket.to(listener.port())) {
            var answers =
                    socket.send(
                                    "POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n"
                                            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                            + "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                            .readAll();
            assertThat(RawSocket.statuses(answers)).isEqualTo(List.of(400));
        }
        assertThat(listener.handled.get()).isEqualTo(before);
        listener.requireNothingLeft();
    }

    @Test
    void half_a_request_and_an_end_leave_nothing() throws IOException {
        for (var half :
                List.of(
                        "",
                        "GE",
                        "GET /hello HTTP/1.1\r\nHo",
                        "POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc",
                        "POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\na")) {
            try (var socket = RawSocket.to(listener.port())) {
                var answer = socket.send(half).endOfSending().readAll();
                assertThat(answer).as(half).isEmpty();
            }
            listener.requireNothingLeft();
        }
    }
}
