package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.TestDoor;
import org.saphan.members.TestExchange.Refusal;

class JoiningTest {

    private static final MemberId OIC = TestExchange.OIC;
    private static final MemberId OIC_FUND = MemberId.parse("TH/GOV/OIC-FUND");

    private final Path directory;
    private final TestExchange exchange;

    JoiningTest(@TempDir Path directory) {
        this.directory = directory;
        this.exchange = new TestExchange(directory);
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    private void requireFailure(TestSite site, String token, Problem.Kind kind, String detail) {
        assertThatThrownBy(() -> exchange.join(site, token, OIC))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(kind))
                .hasMessageContaining(detail);
    }

    private void requireNotJoined(TestSite site) {
        assertThat(site.keys.hasJoined()).isFalse();
        assertThatThrownBy(site::start)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("this site has no certificates yet");
    }

    @Test
    void a_site_that_joined_is_listed_with_its_keys_and_its_members() {
        var site = exchange.joined("oic", OIC);

        var list = site.members().trust();
        var listed = list.site("oic").orElseThrow();
        assertThat(list.siteOfTls(TestExchange.tls(site)).map(TrustList.Site::id)).hasValue("oic");
        assertThat(listed.publicBase()).isEqualTo(site.settings.publicBase());
        assertThat(listed.peers()).isEqualTo(site.settings.peers());
        assertThat(listed.logs()).containsExactly(site.keys.log().key());
        assertThat(listed.witnesses()).containsExactly(site.keys.witness().key());
        assertThat(list.siteOf(OIC).map(TrustList.Site::id)).hasValue("oic");
        assertThat(
                        list.sealKey(
                                OIC,
                                site.keys.seal(OIC).verifyingKey().fingerprint(),
                                exchange.clock.instant()))
                .isPresent();
        assertThat(site.members().own()).containsExactly(OIC);
        assertThat(exchange.hub.version()).isEqualTo(list.version());
        assertThat(exchange.hub.log.kinds())
                .containsExactly(
                        "hub-founded",
                        "trust-list-issued",
                        "site-admitted",
                        "trust-list-issued",
                        "site-joined",
                        "trust-list-issued");
    }

    @Test
    void who_was_admitted_and_has_not_joined_is_not_listed() {
        exchange.admit("oic", OIC);
        assertThat(exchange.hub.members().trust().member(OIC)).isEmpty();
        assertThat(exchange.hub.members().trust().site("oic")).isEmpty();
    }

    @Test
    void the_token_never_travels() {
        var site = exchange.site("oic");
        var token = exchange.admit("oic", OIC);
        Joining.join(
                site.plan(OIC),
                site.keys,
                token,
                exchange.rootFingerprint(),
                (path, headers, body) -> {
                    assertThat(path + headers + body.text()).doesNotContain(token);
                    return exchange.post(path, headers, body);
                });
        assertThat(exchange.hub.log.text()).doesNotContain(token);
    }

    @Test
    void the_same_keys_get_the_same_certificates_again() {
        var site = exchange.site("oic");
        var token = exchange.admit("oic", OIC);
        exchange.join(site, token, OIC);
        var first = certificates(site);
        var rows = exchange.hub.rows().get("registered_certificate");

        exchange.join(site, token, OIC);

        assertThat(certificates(site)).isEqualTo(first);
        assertThat(exchange.hub.rows().get("registered_certificate")).isEqualTo(rows);
    }

    private static Map<String, Bytes> certificates(TestSite site) {
        var certificates = new TreeMap<String, Bytes>();
        for (var name : List.of("root", "tls", "log", "witness", SiteKeys.sealOf(OIC))) {
            certificates.put(name, Joining.fingerprint(site.keys.certificate(name)));
        }
        return certificates;
    }

    /// Somebody who found the token after it was used gets nothing for keys of his own.
    @Test
    void a_used_token_opens_nothing_for_other_keys() {
        var token = exchange.admit("oic", OIC);
        exchange.join(exchange.site("oic"), token, OIC);
        var before = exchange.hub.rows();
        int leaves = exchange.hub.log.size();
        var thief = exchange.site("oic", "elsewhere");

        requireFailure(
                thief,
                token,
                Problem.Kind.PEER_FAILED,
                "this site has joined already, with other keys");

        requireNotJoined(thief);
        exchange.hub.requireUnchanged(before, leaves);
    }

    @Test
    void a_token_counts_for_twenty_four_hours() {
        var site = exchange.site("oic");
        var token = exchange.admit("oic", OIC);
        exchange.clock.pass(Duration.ofHours(24));
        exchange.join(site, token, OIC);
        exchange.clock.pass(Duration.ofMillis(1));
        var before = exchange.hub.rows();
        int leaves = exchange.hub.log.size();

        requireFailure(site, token, Problem.Kind.PEER_FAILED, "the token is older than 24 hours");

        exchange.hub.requireUnchanged(before, leaves);
    }

    @Test
    void a_token_of_another_site_opens_nothing() {
        exchange.admit("oic", OIC);
        var other = exchange.admit("dlt", TestExchange.DLT);
        var site = exchange.site("oic");
        requireFailure(site, other, Problem.Kind.PEER_FAILED, "not admitted with this token");
        requireNotJoined(site);
    }

    @Test
    void a_new_token_takes_the_place_of_the_old_one() {
        var site = exchange.site("oic");
        var old = exchange.admit("oic", OIC);
        var fresh = exchange.admit("oic", OIC);
        assertThat(fresh).isNotEqualTo(old);
        requireFailure(site, old, Problem.Kind.PEER_FAILED, "not admitted with this token");
        exchange.join(site, fresh, OIC);
        assertThat(site.start().version()).isEqualTo(exchange.hub.version());
    }

    @Test
    void a_site_that_asks_for_a_member_of_another_site_gets_nothing() {
        exchange.joined("dlt", TestExchange.DLT);
        var token = exchange.admit("oic", OIC);
        var before = exchange.hub.rows();
        int leaves = exchange.hub.log.size();
        var site = exchange.site("oic");

        assertThatThrownBy(() -> exchange.join(site, token, OIC, TestExchange.DLT))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the seals of the members that were admitted at it");

        requireNotJoined(site);
        exchange.hub.requireUnchanged(before, leaves);
    }

    @Test
    void a_member_that_is_admitted_later_gets_its_seal_at_the_site_that_has_joined() {
        var site = exchange.joined("oic", OIC);
        var before = certificates(site);

        exchange.join(site, exchange.admit("oic", OIC_FUND), OIC, OIC_FUND);

        site.start();
        assertThat(certificates(site)).isEqualTo(before);
        assertThat(site.members().own()).containsExactlyInAnyOrder(OIC, OIC_FUND);
        var key = site.keys.seal(OIC_FUND).verifyingKey().fingerprint();
        assertThat(site.members().trust().sealKey(OIC_FUND, key, exchange.clock.instant()))
                .isPresent();
    }

    static Stream<Arguments> admissions() {
        return Stream.of(
                Arguments.of(
                        "a member of another site",
                        "oic",
                        TestExchange.DGA,
                        409,
                        "is admitted at the site hub"),
                Arguments.of(
                        "a member of another exchange",
                        "oic",
                        MemberId.parse("LA/GOV/MOF"),
                        400,
                        "begins with TH/"),
                Arguments.of(
                        "the hub's own site", "hub", OIC, 409, "the hub's own site cannot join"),
                Arguments.of("a site in capitals", "OIC", OIC, 400, "a site id is lower-case"),
                Arguments.of("a site without a name", "", OIC, 400, "a site id is lower-case"),
                Arguments.of("a site with a path", "../oic", OIC, 400, "a site id is lower-case"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("admissions")
    void nobody_is_invited_as(String what, String site, MemberId member, int status, String why) {
        var before = exchange.hub.rows();
        int leaves = exchange.hub.log.size();

        assertThatThrownBy(() -> exchange.admit(site, member))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.kind().status()).isEqualTo(status);
                            assertThat(problem.detail()).contains(why);
                        });

        exchange.hub.requireUnchanged(before, leaves);
    }

    /// The last step of the hub's transaction fails: nothing of what came before it is there.
    @Test
    void a_join_that_the_hubs_database_cannot_finish_leaves_nothing() {
        var site = exchange.site("oic");
        var token = exchange.admit("oic", OIC);
        var before = exchange.hub.rows();
        int leaves = exchange.hub.log.size();
        sql("ALTER TABLE trust_list ADD CONSTRAINT broken CHECK (version < 3)");

        assertThatThrownBy(() -> exchange.join(site, token, OIC)).isNotInstanceOf(Problem.class);

        sql("ALTER TABLE trust_list DROP CONSTRAINT broken");
        exchange.hub.requireUnchanged(before, leaves);
        requireNotJoined(site);
        exchange.join(site, token, OIC);
        assertThat(site.start().version()).isEqualTo(3);
    }

    private void sql(String statement) {
        exchange.hub
                .database()
                .write(
                        handle -> {
                            handle.execute(statement);
                            return true;
                        });
    }

    /// 1. The change is in the hub's database. 2. The log cannot take its act: the caller hears of it.
    /// 3. As soon as the log can, the next step completes the change.
    @Test
    void a_join_whose_act_the_log_cannot_take_counts_as_soon_as_the_log_is_back() {
        var site = exchange.site("oic");
        var token = exchange.admit("oic", OIC);
        exchange.hub.log.stop(true);
        requireFailure(site, token, Problem.Kind.PEER_FAILED, "the log has stopped");
        assertThat(exchange.hub.members().trust().site("oic")).isEmpty();
        requireNotJoined(site);

        exchange.hub.log.stop(false);
        assertThat(exchange.hub.members().issueStep()).isTrue();
        assertThat(exchange.hub.members().trust().site("oic")).isPresent();
        assertThat(exchange.hub.log.kinds()).contains("site-joined");
        assertThat(exchange.hub.members().issueStep()).isFalse();
        exchange.join(site, token, OIC);
        assertThat(site.start().version()).isEqualTo(exchange.hub.version());
    }

    /// The site breaks down as it writes this file. Without the root, which comes last, it has not
    /// joined; with the same keys it does, later.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys/tls.crt",
                "keys/log.crt",
                "keys/witness.crt",
                "keys/seal_TH_GOV_OIC.crt",
                "members/trust-list",
                "keys/root.crt"
            })
    void a_join_that_breaks_down_at_the_site_is_no_join_and_can_be_repeated(String file)
            throws IOException {
        var site = exchange.site("oic");
        var token = exchange.admit("oic", OIC);
        var blocked = directory.resolve("oic").resolve(file + ".new").resolve("in the way");
        Files.createDirectories(blocked);

        assertThatThrownBy(() -> exchange.join(site, token, OIC))
                .isInstanceOf(UncheckedIOException.class);
        requireNotJoined(site);
        var key = site.keys.pair("tls", "ES256").getPublic();

        Files.delete(blocked);
        Files.delete(blocked.getParent());
        exchange.join(site, token, OIC);
        assertThat(site.keys.pair("tls", "ES256").getPublic()).isEqualTo(key);
        assertThat(site.start().version()).isEqualTo(exchange.hub.version());
    }

    @Test
    void a_hub_with_another_root_than_the_one_given_is_not_believed() {
        var site = exchange.site("oic");
        var token = exchange.admit("oic", OIC);
        var other = Bytes.utf8("another root").sha256();

        assertThatThrownBy(
                        () -> Joining.join(site.plan(OIC), site.keys, token, other, exchange::post))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("another fingerprint than the one given");

        requireNotJoined(site);
        assertThat(site.keys.hasCertificate("tls")).isFalse();
        assertThat(TestExchange.kept(site)).isEmpty();
    }

    static Stream<Arguments> answers() {
        var lists = new TestLists();
        var foreign = "a certificate does not come from the root";
        return Stream.of(
                Arguments.of("no root", field("root", "AAAA"), "something else than a certificate"),
                Arguments.of(
                        "a root that is no base64",
                        field("root", "?"),
                        "something else than a certificate"),
                Arguments.of(
                        "another root",
                        field("root", TestLists.der(lists.root).base64()),
                        "another fingerprint"),
                Arguments.of(
                        "a certificate less",
                        (UnaryOperator<String>) text -> text.replace("\"tls\":", "\"tsl\":"),
                        "left out a certificate"),
                Arguments.of(
                        "a seal less",
                        (UnaryOperator<String>)
                                text -> text.replace("\"TH/GOV/OIC\":", "\"TH/GOV/XXX\":"),
                        "left out a certificate"),
                Arguments.of(
                        "a certificate by another",
                        field("tls", lists.oicTlsCertificate.base64()),
                        foreign),
                Arguments.of(
                        "a seal by another",
                        field("TH/GOV/OIC", lists.oicSealCertificate.base64()),
                        foreign),
                Arguments.of(
                        "a certificate of another role",
                        (UnaryOperator<String>)
                                text ->
                                        text.replace("\"tls\":", "\"x\":")
                                                .replace("\"log\":", "\"tls\":"),
                        "certified another key"),
                Arguments.of("no trust list", field("trustList", "AAAA"), "not well-formed"),
                Arguments.of(
                        "a trust list of another hub",
                        field("trustList", lists.seal(lists.text().bytes()).bytes().base64()),
                        foreign),
                Arguments.of(
                        "no JSON", (UnaryOperator<String>) _ -> "hello", "not the JSON document"));
    }

    private static UnaryOperator<String> field(String name, String value) {
        return text ->
                text.replaceAll(
                        "\"" + name + "\":\"[^\"]*\"", "\"" + name + "\":\"" + value + "\"");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void an_answer_that_was_changed_on_its_way_is_not_believed(
            String what, UnaryOperator<String> change, String why) {
        var site = exchange.site("oic");
        var token = exchange.admit("oic", OIC);

        assertThatThrownBy(
                        () ->
                                Joining.join(
                                        site.plan(OIC),
                                        site.keys,
                                        token,
                                        exchange.rootFingerprint(),
                                        (path, headers, body) ->
                                                changed(
                                                        exchange.post(path, headers, body),
                                                        change)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(why);

        requireNotJoined(site);
    }

    private static Bytes changed(Bytes answer, UnaryOperator<String> change) {
        var text = change.apply(answer.text());
        assertThat(text).isNotEqualTo(answer.text());
        return Bytes.utf8(text);
    }

    @Test
    void a_site_that_has_joined_does_not_change_to_another_exchange() {
        var site = exchange.joined("oic", OIC);
        var before = certificates(site);
        try (var other = new TestExchange(directory.resolve("other"))) {
            var token = other.admit("oic", OIC);
            assertThatThrownBy(() -> other.join(site, token, OIC))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("this site has joined another exchange");
        }
        assertThat(certificates(site)).isEqualTo(before);
    }

    /// The answer to a join comes over a public connection: it must not be a way to take trust back.
    @Test
    void joining_again_does_not_bring_back_an_older_list() {
        var site = exchange.site("oic");
        var token = exchange.admit("oic", OIC);
        var first = new Bytes[] {Bytes.empty()};
        Joining.join(
                site.plan(OIC),
                site.keys,
                token,
                exchange.rootFingerprint(),
                (path, headers, body) -> first[0] = exchange.post(path, headers, body));
        exchange.hub.hub().suspend(OIC, "a test");
        site.start().members().trustStep();
        var newest = exchange.hub.version();

        assertThatThrownBy(
                        () ->
                                Joining.join(
                                        site.plan(OIC),
                                        site.keys,
                                        token,
                                        exchange.rootFingerprint(),
                                        (_, _, _) -> first[0]))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("would take back version " + newest);

        assertThat(TestExchange.kept(site)).hasValue(newest);
    }

    @Test
    void a_node_is_no_hub_and_lets_nobody_join() {
        var site = exchange.joined("oic", OIC);
        var reply =
                TestDoor.ask(
                        site.members().publicRoutes(),
                        "POST",
                        "/join",
                        List.of(new Header(Joining.PROOF, "x")),
                        Json.write(Map.of()),
                        List.of());
        assertThat(Refusal.of(reply))
                .isEqualTo(new Refusal(403, "forbidden", "only the hub can do this"));
    }
}
