package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Sealed;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Reply;
import org.saphan.members.TestExchange.Refusal;

/// How a new list comes to the nodes: at once over the connection that waits, later when they were
/// away, and never from an impostor.
class PushTest {

    private final TestExchange exchange;
    private final TestSite site;

    PushTest(@TempDir Path directory) {
        this.exchange = new TestExchange(directory);
        this.site = exchange.joined("oic", TestExchange.OIC);
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    private void suspend() {
        exchange.hub.hub().suspend(TestExchange.OIC, "a test");
    }

    @Test
    void a_new_list_reaches_every_node_that_waits() throws Exception {
        var other = exchange.joined("dlt", TestExchange.DLT);
        site.members().trustStep();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var steps = new ArrayList<Future<Boolean>>();
            steps.add(threads.submit(() -> site.members().trustStep()));
            steps.add(threads.submit(() -> other.members().trustStep()));
            awaitCalls(3);
            suspend();
            for (var step : steps) {
                assertThat(step.get(5, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(site.version()).isEqualTo(exchange.hub.version());
        assertThat(other.version()).isEqualTo(exchange.hub.version());
    }

    private void awaitCalls(int count) throws InterruptedException {
        for (int i = 0; i < 200 && exchange.calls().size() < count; i++) {
            Thread.sleep(10);
        }
        assertThat(exchange.calls()).hasSizeGreaterThanOrEqualTo(count);
    }

    @Test
    void a_node_that_was_away_takes_the_newest_list_at_once_and_none_between() {
        for (int i = 0; i < 5; i++) {
            suspend();
        }
        assertThat(site.members().trustStep()).isTrue();
        assertThat(site.version()).isEqualTo(exchange.hub.version());
        assertThat(exchange.calls()).hasSize(1);
    }

    @Test
    void a_node_that_was_stopped_catches_up_when_it_starts() {
        suspend();
        site.start().members().trustStep();
        assertThat(site.version()).isEqualTo(exchange.hub.version());
        assertThat(TestExchange.kept(site)).hasValue(exchange.hub.version());
    }

    @Test
    @Tag("slow")
    void a_node_waits_no_longer_than_twenty_five_seconds() {
        var began = System.nanoTime();
        var reply =
                exchange.peer(
                        "GET",
                        "/peer/v1/trust?after=" + exchange.hub.version(),
                        Bytes.empty(),
                        TestExchange.tls(site));
        var took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(took).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(30));
    }

    @Test
    void who_waits_for_a_list_that_is_there_does_not_wait() {
        assertThat(exchange.hub.members().awaitNewerThan(exchange.hub.version() - 1))
                .hasValue(exchange.hub.members().trust().sealed());
    }

    @Test
    void a_wait_ends_when_the_hub_is_closed() throws InterruptedException {
        var result = new AtomicReference<>(Optional.<Sealed>empty());
        var started = new CountDownLatch(1);
        var waiting =
                Thread.startVirtualThread(
                        () -> {
                            started.countDown();
                            result.set(
                                    exchange.hub.members().awaitNewerThan(exchange.hub.version()));
                        });
        started.await();
        waiting.interrupt();
        assertThat(waiting.join(Duration.ofSeconds(5))).isTrue();
        assertThat(result.get()).isEmpty();
    }

    /// The list proves itself, whoever brings it.
    @Test
    void a_node_whose_hub_moved_its_peers_listener_takes_the_list_from_the_public_one() {
        exchange.peersAreAway = true;
        suspend();
        assertThat(site.members().trustStep()).isTrue();
        assertThat(site.version()).isEqualTo(exchange.hub.version());
        assertThat(exchange.calls()).containsExactly("/peer/v1/trust?after=3", "/trust");
    }

    @Test
    void a_public_listener_with_nothing_new_is_no_answer() {
        exchange.peersAreAway = true;
        assertThatThrownBy(() -> site.members().trustStep())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the hub is away");
    }

    @Test
    void with_the_hub_away_a_node_goes_on_with_the_list_that_it_has_until_that_expires() {
        var known = site.members().trust();
        exchange.peersAreAway = true;
        exchange.publicIsAway = true;
        for (int hour = 0; hour < 24; hour++) {
            assertThatThrownBy(() -> site.members().trustStep())
                    .isInstanceOfSatisfying(
                            Problem.class,
                            p -> assertThat(p.kind()).isEqualTo(Problem.Kind.PEER_FAILED));
            assertThat(site.members().trust()).isSameAs(known);
            assertThat(site.members().now()).isBefore(known.expires());
            exchange.clock.pass(Duration.ofHours(1));
        }
        // Whoever exchanges asks this: see the reason trust_list_expired.
        assertThat(site.members().now().plusMillis(1)).isAfter(known.expires());

        exchange.peersAreAway = false;
        assertThat(exchange.hub.members().issueStep()).isTrue();
        assertThat(site.members().trustStep()).isTrue();
        assertThat(site.members().now()).isBefore(site.members().trust().expires());
    }

    @Test
    void the_hub_renews_its_list_every_hour() {
        var first = exchange.hub.members().trust();
        exchange.clock.pass(Duration.ofHours(1).minusMillis(1));
        assertThat(exchange.hub.members().issueStep()).isFalse();
        exchange.clock.pass(Duration.ofMillis(1));
        assertThat(exchange.hub.members().issueStep()).isTrue();
        assertThat(exchange.hub.members().issueStep()).isFalse();

        var second = exchange.hub.members().trust();
        assertThat(second.version()).isEqualTo(first.version() + 1);
        assertThat(second.issued()).isEqualTo(first.issued().plus(Duration.ofHours(1)));
        assertThat(second.expires()).isEqualTo(second.issued().plus(Duration.ofHours(24)));
        assertThat(site.members().issueStep()).isFalse();
    }

    @Test
    void a_suspension_that_the_log_could_not_take_counts_as_soon_as_it_can() {
        exchange.hub.log.stop(true);
        assertThatThrownBy(this::suspend).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> exchange.hub.members().issueStep()).isInstanceOf(Problem.class);
        exchange.hub.log.stop(false);

        assertThat(exchange.hub.members().issueStep()).isTrue();
        assertThat(site.members().trustStep()).isTrue();
        assertThat(site.members().trust().member(TestExchange.OIC).orElseThrow().suspended())
                .isTrue();
    }

    @Test
    void a_server_with_another_certificate_is_not_asked() {
        var dlt = exchange.joined("dlt", TestExchange.DLT);
        site.members().trustStep();
        suspend();
        var known = site.version();
        exchange.publicIsAway = true;
        for (var impostor : List.of(TestExchange.tls(dlt), TestExchange.tls(site))) {
            exchange.impostor = Optional.of(impostor);
            assertThatThrownBy(() -> site.members().trustStep())
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("the certificate is not that of the hub");
        }
        assertThat(site.version()).isEqualTo(known);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 301, 400, 403, 500, 503})
    void another_answer_of_the_hub_changes_nothing(int status) {
        var known = site.version();
        exchange.instead = Optional.of(Reply.text("hello").status(status));
        assertThatThrownBy(() -> site.members().trustStep())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the hub answered " + status);
        assertThat(site.version()).isEqualTo(known);
    }

    @Test
    void an_answer_that_is_no_list_or_too_large_changes_nothing() {
        var known = site.version();
        exchange.instead = Optional.of(Reply.text("hello"));
        assertThatThrownBy(() -> site.members().trustStep())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the trust list is refused");
        exchange.instead =
                Optional.of(
                        Reply.bytes("x/y", Bytes.owning(new byte[TrustText.MAX_BYTES * 2 + 1])));
        assertThatThrownBy(() -> site.members().trustStep())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("too large");
        assertThat(site.version()).isEqualTo(known);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            textBlock =
                    """
            /peer/v1/trust
            /peer/v1/trust?after=
            /peer/v1/trust?after=-1
            /peer/v1/trust?after=+1
            /peer/v1/trust?after=1.5
            /peer/v1/trust?after=0x1
            /peer/v1/trust?after=๑
            /peer/v1/trust?after=9999999999999999
            /peer/v1/trust?after=1%00
            /peer/v1/trust?before=1
            """)
    void whoever_waits_says_what_it_has(String target) {
        var reply = exchange.peer("GET", target, Bytes.empty(), TestExchange.tls(site));
        assertThat(Refusal.of(reply))
                .isEqualTo(new Refusal(400, "malformed", "after is the version that you have"));
    }

    @Test
    void only_a_listed_site_may_wait() {
        var foreign = new TestLists();
        var stranger = SiteKeys.parse(foreign.oicTlsCertificate).orElseThrow();
        for (var reply :
                List.of(
                        exchange.peer("GET", "/peer/v1/trust?after=0", Bytes.empty()),
                        exchange.peer("GET", "/peer/v1/trust?after=0", Bytes.empty(), stranger),
                        exchange.peer(
                                "GET",
                                "/peer/v1/trust?after=0",
                                Bytes.empty(),
                                stranger,
                                TestExchange.tls(site)))) {
            assertThat(Refusal.of(reply))
                    .isEqualTo(
                            new Refusal(
                                    403, "forbidden", "this certificate is not on the trust list"));
        }
    }

    @Test
    void a_site_whose_connection_key_was_revoked_may_not_wait() {
        var tls = TestExchange.tls(site);
        exchange.hub.hub().revoke(Bytes.of(tls.getPublicKey().getEncoded()).sha256(), "stolen");
        assertThat(exchange.peer("GET", "/peer/v1/trust?after=0", Bytes.empty(), tls).status())
                .isEqualTo(403);
        assertThatThrownBy(() -> site.members().trustStep())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the hub answered 403");
    }
}
