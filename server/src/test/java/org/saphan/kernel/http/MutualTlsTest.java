package org.saphan.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Problem;
import org.saphan.kernel.TestLimits;

/// Both sides prove themselves, in TLS 1.3, by certificates of the root that both believe.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutualTlsTest {

    private static final TestCertificates OURS = new TestCertificates("our root");
    private static final TestCertificates THEIRS = new TestCertificates("another root");
    private static final Consumer<List<X509Certificate>> ANYBODY = chain -> {};

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (var part : opened.reversed()) {
            part.close();
        }
        opened.clear();
    }

    @AfterAll
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private TestListener listener(Tls tls) throws IOException {
        var listener = new TestListener(TestLimits.small().limits(), Optional.of(tls));
        opened.add(listener);
        return listener;
    }

    private Outcome call(
            TestListener listener, Optional<Tls> tls, Consumer<List<X509Certificate>> trust) {
        var caller = HttpCaller.open(vertx, TestLimits.small().limits(), tls);
        opened.add(caller);
        return caller.call(
                new Call(
                        "GET",
                        new Call.Place("127.0.0.1", listener.port(), true),
                        "/hello",
                        List.of(),
                        Bytes.empty(),
                        Duration.ofSeconds(5),
                        1_000,
                        trust));
    }

    private static void assertRefused(TestListener listener, Outcome outcome) {
        assertThat(outcome).isInstanceOfAny(Outcome.Unreachable.class, Outcome.Broken.class);
        assertThat(listener.handled.get()).isZero();
        listener.requireNothingLeft();
    }

    @Test
    void each_side_sees_the_certificate_of_the_other() throws IOException {
        var listener = listener(OURS.side("server"));
        var seen = new ArrayList<X509Certificate>();
        var outcome = call(listener, Optional.of(OURS.side("client")), seen::addAll);

        assertThat(outcome.orThrow().status()).isEqualTo(200);
        assertThat(seen.getFirst().getSubjectX500Principal().getName()).isEqualTo("CN=server");
        var asked = listener.requests.getFirst().peerCertificates();
        assertThat(asked.getFirst().getSubjectX500Principal().getName()).isEqualTo("CN=client");
    }

    @Test
    void a_client_of_another_root_is_refused() throws IOException {
        var listener = listener(OURS.side("server"));
        assertRefused(
                listener, call(listener, Optional.of(THEIRS.believing(OURS, "client")), ANYBODY));
    }

    @Test
    void a_server_of_another_root_is_refused() throws IOException {
        var listener = listener(THEIRS.believing(OURS, "server"));
        var outcome = call(listener, Optional.of(OURS.side("client")), ANYBODY);
        assertThat(outcome).isInstanceOf(Outcome.Unreachable.class);
        assertRefused(listener, outcome);
    }

    @Test
    void an_expired_client_is_refused() throws IOException {
        var listener = listener(OURS.side("server"));
        assertRefused(listener, call(listener, Optional.of(OURS.expired("client")), ANYBODY));
    }

    @Test
    void an_expired_server_is_refused() throws IOException {
        var listener = listener(OURS.expired("server"));
        var outcome = call(listener, Optional.of(OURS.side("client")), ANYBODY);
        assertThat(outcome).isInstanceOf(Outcome.Unreachable.class);
        assertRefused(listener, outcome);
    }

    @Test
    void nothing_is_sent_to_whom_the_call_does_not_mean() throws IOException {
        var listener = listener(OURS.side("server"));
        var outcome =
                call(
                        listener,
                        Optional.of(OURS.side("client")),
                        chain -> {
                            throw new Problem(Problem.Kind.PEER_FAILED, "somebody else");
                        });
        assertThat(outcome).isEqualTo(new Outcome.Unreachable("somebody else"));
        assertRefused(listener, outcome);
    }

    @Test
    void a_bug_in_judging_the_other_side_ends_the_call() throws IOException {
        var listener = listener(OURS.side("server"));
        var outcome =
                call(
                        listener,
                        Optional.of(OURS.side("client")),
                        chain -> {
                            throw new IllegalStateException("a bug");
                        });
        assertRefused(listener, outcome);
    }

    @Test
    void without_a_certificate_nothing_is_called() throws IOException {
        var listener = listener(OURS.side("server"));
        assertThat(call(listener, Optional.empty(), ANYBODY))
                .isInstanceOf(Outcome.Unreachable.class);
    }

    /// In TLS 1.3 a client may believe that all is well until it reads.
    private static String hello(TestListener listener, Tls tls, boolean shows, String version) {
        try (var socket =
                (SSLSocket)
                        TestCertificates.context(tls, shows)
                                .getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), listener.port())) {
            socket.setSoTimeout(5_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            socket.getOutputStream()
                    .write(
                            "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "refused";
        }
    }

    @Test
    void only_TLS_1_3_and_only_with_a_certificate() throws IOException {
        var listener = listener(OURS.side("server"));
        var client = OURS.side("client");
        assertThat(hello(listener, client, true, "TLSv1.3")).startsWith("HTTP/1.1 200 ");
        int before = listener.handled.get();
        assertThat(hello(listener, client, true, "TLSv1.2")).isEqualTo("refused");
        assertThat(hello(listener, client, false, "TLSv1.3")).isEqualTo("refused");
        assertThat(listener.handled.get()).isEqualTo(before);
        listener.requireNothingLeft();
    }

    @Test
    void a_server_that_speaks_TLS_1_2_only_is_not_called() throws Exception {
        var context = TestCertificates.context(OURS.side("server"), true);
        try (var server =
                (javax.net.ssl.SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server.setEnabledProtocols(new String[] {"TLSv1.2"});
            var accepting =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (var socket = server.accept()) {
                                            socket.getInputStream().read();
                                        } catch (IOException e) {
                                            // The handshake fails, as it should.
                                        }
                                    });
            var caller =
                    HttpCaller.open(
                            vertx, TestLimits.small().limits(), Optional.of(OURS.side("client")));
            opened.add(caller);
            var outcome =
                    caller.call(
                            new Call(
                                    "GET",
                                    Call.Place.of("127.0.0.1:" + server.getLocalPort()),
                                    "/",
                                    List.of(),
                                    Bytes.empty(),
                                    Duration.ofSeconds(5),
                                    1_000,
                                    ANYBODY));
            assertThat(outcome).isInstanceOf(Outcome.Unreachable.class);
            accepting.join();
        }
    }

    @Test
    void plain_HTTP_is_no_way_in() throws IOException {
        var listener = listener(OURS.side("server"));
        try (var socket = RawSocket.to(listener.port())) {
            var answer = socket.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").readAll();
            assertThat(answer).doesNotContain("HTTP/1.1");
        }
        assertThat(listener.handled.get()).isZero();
        listener.requireNothingLeft();
    }
}
