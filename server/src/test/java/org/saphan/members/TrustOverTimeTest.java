package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;

/// What a key was worth at the time of a statement, and who is suspended since when.
class TrustOverTimeTest {

    private static final MemberId OIC = TestExchange.OIC;
    private static final MemberId DGA = TestExchange.DGA;

    private final TestExchange exchange;
    private final TestSite site;

    TrustOverTimeTest(@TempDir Path directory) {
        this.exchange = new TestExchange(directory);
        this.site = exchange.joined("oic", OIC);
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    private static final TestLists LISTS = new TestLists();
    private static final Bytes OIC_KEY = Bytes.of(LISTS.oicSeal.getPublic().getEncoded()).sha256();
    private static final Duration LIFE = Duration.ofDays(730);

    /// Milliseconds from the end that is named; certificates count whole seconds.
    @ParameterizedTest(name = "{1} ms from {0}: {2}")
    @CsvSource(
            textBlock =
                    """
            FROM,    -1, false
            FROM,     0, true
            FROM,     1, true
            ISSUED,   0, true
            TO,      -1, true
            TO,       0, false
            TO,       1, false
            TO,   99999999, false
            """)
    void a_seal_key_counts_from_its_certificates_beginning_until_its_end(
            String end, long millis, boolean counts) {
        var list = LISTS.open(LISTS.text());
        var moment =
                switch (end) {
                    case "FROM" -> TestLists.NOW.minus(Duration.ofMinutes(5));
                    case "TO" -> TestLists.NOW.plus(LIFE);
                    default -> TestLists.NOW;
                };
        assertThat(list.sealKey(OIC, OIC_KEY, moment.plusMillis(millis)).isPresent())
                .isEqualTo(counts);
    }

    @ParameterizedTest(name = "{0} ms from its revocation: {1}")
    @CsvSource({"-3600000, true", "-1, true", "0, false", "1, false", "3600000, false"})
    void a_revoked_key_counts_for_what_was_stated_before(long millis, boolean counts) {
        var since = TestLists.NOW.plus(Duration.ofDays(10));
        var list =
                LISTS.open(
                        LISTS.text(
                                8,
                                TestLists.NOW.plus(Duration.ofDays(11)),
                                Map.of(OIC_KEY, since)));
        assertThat(list.sealKey(OIC, OIC_KEY, since.plusMillis(millis)).isPresent())
                .isEqualTo(counts);
    }

    @Test
    void a_key_counts_for_its_own_member_only_and_an_unknown_one_for_nobody() {
        var list = LISTS.open(LISTS.text());
        assertThat(list.sealKey(DGA, OIC_KEY, TestLists.NOW)).isEmpty();
        assertThat(list.sealKey(OIC, Bytes.utf8("x").sha256(), TestLists.NOW)).isEmpty();
        var tls = Bytes.of(LISTS.oicTls.getPublic().getEncoded()).sha256();
        assertThat(list.sealKey(OIC, tls, TestLists.NOW)).isEmpty();
    }

    @Test
    void a_revoked_connection_key_opens_no_connection_any_more() {
        var certificate = SiteKeys.parse(LISTS.oicTlsCertificate).orElseThrow();
        var key = Bytes.of(LISTS.oicTls.getPublic().getEncoded()).sha256();
        assertThat(LISTS.open(LISTS.text()).siteOfTls(certificate).map(TrustList.Site::id))
                .hasValue("oic");
        assertThat(
                        LISTS.open(LISTS.text(8, TestLists.NOW, Map.of(key, TestLists.NOW)))
                                .siteOfTls(certificate))
                .isEmpty();
    }

    /// Another certificate of the root for the same site and key is not the one that is listed.
    @Test
    void only_the_certificate_that_is_listed_opens_connections() {
        var list = LISTS.open(LISTS.text());
        var other = LISTS.leaf(CertificateRole.TLS, "oic", LISTS.oicTls.getPublic());
        assertThat(list.siteOfTls(SiteKeys.parse(other).orElseThrow())).isEmpty();
        assertThat(list.siteOfTls(SiteKeys.parse(LISTS.oicSealCertificate).orElseThrow()))
                .isEmpty();
        assertThat(list.siteOfTls(LISTS.root)).isEmpty();
    }

    private Bytes sealOfOic() {
        return site.keys.seal(OIC).verifyingKey().fingerprint();
    }

    private Instant now() {
        return exchange.clock.instant();
    }

    @Test
    void a_key_that_the_hub_revokes_is_judged_by_every_node_at_the_time_of_the_statement() {
        exchange.clock.pass(Duration.ofMinutes(10));
        var since = now().truncatedTo(ChronoUnit.MILLIS);
        exchange.hub.hub().revoke(sealOfOic(), "stolen");
        exchange.clock.pass(Duration.ofMinutes(10));
        site.members().trustStep();

        var list = site.members().trust();
        assertThat(list.sealKey(OIC, sealOfOic(), since.minusMillis(1))).isPresent();
        assertThat(list.sealKey(OIC, sealOfOic(), since)).isEmpty();
        assertThat(list.sealKey(OIC, sealOfOic(), now())).isEmpty();
        assertThat(site.members().anchor().revoked())
                .isEqualTo(new TreeMap<>(Map.of(sealOfOic(), since)));
        assertThat(exchange.hub.log.text())
                .contains("kind: key-revoked")
                .contains("about: " + sealOfOic().hex() + ": stolen");
    }

    @Test
    void a_key_that_is_revoked_again_stays_revoked_since_the_first_time() {
        exchange.hub.hub().revoke(sealOfOic(), "stolen");
        var first = exchange.hub.members().trust().text().revoked();
        exchange.clock.pass(Duration.ofDays(1));
        exchange.hub.hub().revoke(sealOfOic(), "again");
        assertThat(exchange.hub.members().trust().text().revoked()).isEqualTo(first);
        assertThat(exchange.hub.start().members().trust().text().revoked()).isEqualTo(first);
    }

    private void requireNothing(ThrowingCallable what, Problem.Kind kind, String detail) {
        var before = exchange.hub.rows();
        int leaves = exchange.hub.log.size();
        long version = exchange.hub.version();
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.kind()).isEqualTo(kind);
                            assertThat(problem.detail()).contains(detail);
                        });
        exchange.hub.requireUnchanged(before, leaves);
        assertThat(exchange.hub.version()).isEqualTo(version);
    }

    /// With a slip of the pen, the operator would believe that a stolen key is dead.
    @Test
    void a_key_that_nobody_knows_cannot_be_revoked() {
        requireNothing(
                () -> exchange.hub.hub().revoke(Bytes.utf8("x").sha256(), "stolen"),
                Problem.Kind.NOT_FOUND,
                "no certificate was issued for this key");
    }

    @Test
    void the_hub_cannot_revoke_the_key_that_seals_its_lists() {
        var key =
                Bytes.of(exchange.hub.keys.certificate("trust").getPublicKey().getEncoded())
                        .sha256();
        requireNothing(
                () -> exchange.hub.hub().revoke(key, "stolen"),
                Problem.Kind.FORBIDDEN,
                "its seal is by a revoked key");
    }

    private boolean isSuspended() {
        site.members().trustStep();
        return site.members().trust().member(OIC).orElseThrow().suspended();
    }

    /// Exchanges end with a suspension; what was sealed keeps its worth.
    @Test
    void a_suspended_member_is_suspended_at_every_node_until_it_is_resumed() {
        exchange.hub.hub().suspend(OIC, "overdue audit");
        assertThat(isSuspended()).isTrue();
        assertThat(site.members().trust().sealKey(OIC, sealOfOic(), now())).isPresent();
        assertThat(site.start().members().trust().member(OIC).orElseThrow().suspended()).isTrue();

        exchange.hub.hub().resume(OIC, "audit done");
        assertThat(isSuspended()).isFalse();
        assertThat(exchange.hub.log.text())
                .contains("kind: member-suspended", "about: TH/GOV/OIC: overdue audit")
                .contains("kind: member-resumed", "about: TH/GOV/OIC: audit done");
    }

    private Instant suspendedSince() {
        return exchange.hub.members().trust().text().members().stream()
                .filter(member -> member.id().equals(OIC))
                .flatMap(member -> member.suspended().stream())
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    @Test
    void who_is_suspended_twice_is_suspended_since_the_first_time_and_anew_after_a_resumption() {
        exchange.hub.hub().suspend(OIC, "once");
        var first = suspendedSince();
        assertThat(first).isEqualTo(now().truncatedTo(ChronoUnit.MILLIS));
        exchange.clock.pass(Duration.ofHours(5));
        exchange.hub.hub().suspend(OIC, "twice");
        assertThat(suspendedSince()).isEqualTo(first);

        exchange.hub.hub().resume(OIC, "better");
        assertThat(suspendedSince()).isEqualTo(Instant.EPOCH);
        exchange.hub.hub().suspend(OIC, "worse");
        assertThat(suspendedSince()).isEqualTo(first.plus(Duration.ofHours(5)));
    }

    @Test
    void who_is_suspended_before_joining_is_suspended_when_it_has_joined() {
        exchange.admit("dlt", TestExchange.DLT);
        exchange.hub.hub().suspend(TestExchange.DLT, "not yet");
        var dlt = exchange.joined("dlt", TestExchange.DLT);
        assertThat(dlt.members().trust().member(TestExchange.DLT).orElseThrow().suspended())
                .isTrue();
    }

    @Test
    void nobody_can_suspend_or_resume_whom_nobody_admitted() {
        var nobody = MemberId.parse("TH/GOV/NOBODY");
        requireNothing(
                () -> exchange.hub.hub().suspend(nobody, "x"),
                Problem.Kind.NOT_FOUND,
                "no member TH/GOV/NOBODY is admitted");
        requireNothing(
                () -> exchange.hub.hub().resume(nobody, "x"),
                Problem.Kind.NOT_FOUND,
                "no member TH/GOV/NOBODY is admitted");
    }
}
