package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Answer;
import org.saphan.kernel.http.Call;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.Outcome;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Routes;
import org.saphan.kernel.http.TestDoor;

/// A hub and the sites that join it through its real doors, over a network that a test can cut.
final class TestExchange implements AutoCloseable {

    static final MemberId DGA = MemberId.parse("TH/GOV/DGA");
    static final MemberId OIC = MemberId.parse("TH/GOV/OIC");
    static final MemberId DLT = MemberId.parse("TH/GOV/DLT");

    static Admitted admitted(MemberId id) {
        return new Admitted(id, "หน่วยงาน " + id.value(), "Office " + id.value());
    }

    final TestClock clock = new TestClock();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    final TestSite hub;
    private final List<TestSite> sites = new ArrayList<>();
    private final Path directory;
    boolean peersAreAway;
    boolean publicIsAway;

    /// Who answers at the hub's peers address in its place, and what is answered there.
    Optional<X509Certificate> impostor = Optional.empty();

    Optional<Reply> instead = Optional.empty();

    TestExchange(Path directory) {
        this.directory = directory;
        this.hub = site("hub");
        Founding.found(hub.plan(DGA), hub.keys, admitted(DGA), clock, new SecureRandom());
        hub.start();
    }

    /// A site that has not joined.
    TestSite site(String id) {
        return site(id, id);
    }

    /// @param place where its files are, for a second installation of the same site
    TestSite site(String id, String place) {
        var settings = TestSite.settings(id, directory.resolve(place));
        var made = new ArrayList<TestSite>();
        var site = new TestSite(settings, clock, call -> call(made.getFirst(), call));
        made.add(site);
        sites.add(site);
        return site;
    }

    TestSite joined(String id, MemberId... members) {
        var site = site(id);
        join(site, admit(id, members), members);
        return site.start();
    }

    /// The token.
    String admit(String site, MemberId... members) {
        return hub.hub().admit(site, Stream.of(members).map(TestExchange::admitted).toList());
    }

    void join(TestSite site, String token, MemberId... members) {
        Joining.join(site.plan(members), site.keys, token, rootFingerprint(), this::post);
    }

    /// The targets that the sites called at the hub.
    List<String> calls() {
        return calls;
    }

    Bytes rootFingerprint() {
        return Joining.fingerprint(hub.keys.root());
    }

    /// As the command does: another answer than 200 is a failure with the hub's words.
    Bytes post(String path, Map<String, String> headers, Bytes body) {
        var reply = open("POST", path, headers, body);
        if (reply.status() != 200) {
            throw new Problem(Problem.Kind.PEER_FAILED, Refusal.of(reply).detail());
        }
        return reply.body();
    }

    /// At the hub's public listener.
    Reply open(String method, String path, Map<String, String> headers, Bytes body) {
        return TestDoor.ask(
                hub.members().publicRoutes(), method, path, headers(headers), body, List.of());
    }

    /// At a site's operations listener, behind its guard.
    static Reply operate(TestSite at, String method, String path, String body) {
        return TestDoor.ask(
                at.members().operationsRoutes(),
                method,
                path,
                List.of(),
                Bytes.utf8(body),
                List.of());
    }

    /// At the hub's peers listener.
    Reply peer(String method, String path, Bytes body, X509Certificate... from) {
        return TestDoor.ask(
                hub.members().peerRoutes(), method, path, List.of(), body, List.of(from));
    }

    private static List<Header> headers(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> new Header(header.getKey(), header.getValue()))
                .toList();
    }

    static X509Certificate tls(TestSite site) {
        return site.keys.certificate(SiteKeys.nameOf(CertificateRole.TLS));
    }

    /// What a site's client does: looks at the other side before anything is sent.
    private Outcome call(TestSite from, Call call) {
        calls.add(call.target());
        assertThat(call.patience()).isPositive();
        if (!call.place().host().equals("hub.example")) {
            return new Outcome.Unreachable("nobody there");
        }
        if (call.place().tls() ? peersAreAway : publicIsAway) {
            return new Outcome.Unreachable("the hub is away");
        }
        if (call.place().tls()) {
            call.trust().accept(List.of(impostor.orElse(tls(hub)), hub.keys.root()));
        }
        Routes routes =
                call.place().tls() ? hub.members().peerRoutes() : hub.members().publicRoutes();
        var reply =
                instead.orElseGet(
                        () ->
                                TestDoor.ask(
                                        routes,
                                        call.method(),
                                        call.target(),
                                        call.headers(),
                                        call.body(),
                                        call.place().tls() ? List.of(tls(from)) : List.of()));
        return reply.body().size() > call.answerBytes()
                ? new Outcome.TooLarge()
                : new Outcome.Answered(new Answer(reply.status(), reply.headers(), reply.body()));
    }

    /// What a problem document said.
    record Refusal(int status, String type, String detail) {

        static Refusal of(Reply reply) {
            assertThat(reply.headers().stream().map(Header::value).toList())
                    .contains("application/problem+json");
            var body = Json.tree(reply.body());
            assertThat(body.path("title_th").asString()).isNotBlank();
            assertThat(body.path("status").asInt()).isEqualTo(reply.status());
            return new Refusal(
                    reply.status(),
                    body.path("type").asString().replace("urn:saphan:problem:", ""),
                    body.path("detail").asString());
        }
    }

    /// What a site holds when it opens its newest list from the disk.
    static Optional<Long> kept(TestSite site) {
        return new TrustStore(site.settings.directory())
                .newest()
                .map(list -> TrustText.parse(list.text()).version());
    }

    @Override
    public void close() {
        sites.forEach(TestSite::close);
    }
}
