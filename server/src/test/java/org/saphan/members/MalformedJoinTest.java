package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.SigningKey;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.members.TestExchange.Refusal;

/// Applications with the right token that are wrong in one thing each: the answer says so, and the hub
/// has no row and no leaf more than before.
class MalformedJoinTest {

    private static final MemberId NSO = MemberId.parse("TH/GOV/NSO");

    @TempDir static Path directory;
    private static Optional<TestExchange> open = Optional.empty();
    private static final Map<String, String> TOKENS = new TreeMap<>();

    @BeforeAll
    static void found() {
        var exchange = new TestExchange(directory);
        open = Optional.of(exchange);
        exchange.joined("dlt", TestExchange.DLT);
        TOKENS.put("oic", exchange.admit("oic", TestExchange.OIC));
        TOKENS.put("nso", exchange.admit("nso", NSO));
    }

    @AfterAll
    static void close() {
        open.ifPresent(TestExchange::close);
    }

    private static TestExchange exchange() {
        return open.orElseThrow();
    }

    private static final KeyPair TLS = SigningKey.generate("ES256");
    private static final KeyPair LOG = SigningKey.generate("Ed25519");
    private static final KeyPair WITNESS = SigningKey.generate("Ed25519");
    private static final KeyPair SEAL = SigningKey.generate("ES256");

    private static String request(CertificateRole role, String name, KeyPair key) {
        return Authority.request(new Subject("TH", role, name), key).base64();
    }

    /// What a site with this name would send, with its keys for tls, log, witness and seal.
    private static Joining.Application application(String site, MemberId member, KeyPair... keys) {
        var name = "saphan.example/th/" + site;
        return new Joining.Application(
                site,
                TestSite.settings(site, Path.of(site)).publicBase(),
                site + ".example:8443",
                new TreeMap<>(
                        Map.of(
                                "tls", request(CertificateRole.TLS, site, keys[0]),
                                "log", request(CertificateRole.LOG, name, keys[1]),
                                "witness",
                                        request(
                                                CertificateRole.WITNESS,
                                                name + "/witness",
                                                keys[2]))),
                new TreeMap<>(
                        Map.of(
                                member.value(),
                                request(CertificateRole.SEAL, member.value(), keys[3]))));
    }

    private static final Joining.Application GOOD =
            application("oic", TestExchange.OIC, TLS, LOG, WITNESS, SEAL);

    private static Refusal refused(Map<String, String> headers, Bytes body) {
        var hub = exchange().hub;
        var before = hub.rows();
        int leaves = hub.log.size();
        long version = hub.version();

        var reply = exchange().open("POST", "/join", headers, body);

        assertThat(reply.status()).as(reply.body().text()).isNotEqualTo(200);
        hub.requireUnchanged(before, leaves);
        assertThat(hub.version()).isEqualTo(version);
        return Refusal.of(reply);
    }

    private static Map<String, String> proved(Bytes body) {
        return Map.of(Joining.PROOF, Joining.proof(TOKENS.getOrDefault("oic", ""), body));
    }

    private static void requireRefused(Bytes body, int status, String type, String detail) {
        var refusal = refused(proved(body), body);
        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.type()).isEqualTo(type);
        assertThat(refusal.detail()).startsWith(detail);
    }

    /// The control of all that follows, at another site, so that the one of the table stays unknown.
    @Test
    void the_application_that_the_table_changes_is_accepted() {
        var body =
                Json.write(
                        application(
                                "nso",
                                NSO,
                                SigningKey.generate("ES256"),
                                SigningKey.generate("Ed25519"),
                                SigningKey.generate("Ed25519"),
                                SigningKey.generate("ES256")));
        var proof = Joining.proof(TOKENS.getOrDefault("nso", ""), body);

        var reply = exchange().open("POST", "/join", Map.of("saphan-join", proof), body);

        assertThat(reply.status()).as(reply.body().text()).isEqualTo(200);
    }

    private static final String TABLE =
            """
            site in capitals         ! "oic"                          ! "OIC"                          ! 400 ! malformed ! a site id is lower-case
            site empty               ! "oic"                          ! ""                             ! 400 ! malformed ! a site id is lower-case
            site with a slash        ! "oic"                          ! "oic/x"                        ! 400 ! malformed ! a site id is lower-case
            site with a line end     ! "oic"                          ! "oic\\n"                       ! 400 ! malformed ! a site id is lower-case
            site with a quote        ! "oic"                          ! "oic'--"                       ! 400 ! malformed ! a site id is lower-case
            site too long            ! "oic"                          ! "o23456789o123456789o123456789o123456789o1" ! 400 ! malformed ! a site id is lower-case
            site that is a list      ! "oic"                          ! ["oic"]                        ! 400 ! malformed ! the body is not the JSON document
            site null                ! "oic"                          ! null                           ! 400 ! malformed ! the body is not the JSON document
            site left out            ! "site":"oic",                  !                                ! 400 ! malformed ! the body is not the JSON document
            site twice               ! {"site"                        ! {"site":"oic","site"           ! 400 ! malformed ! the body is not the JSON document
            site misspelt            ! {"site"                        ! {"sight"                       ! 400 ! malformed ! the body is not the JSON document
            a field more             ! {"site"                        ! {"admin":true,"site"           ! 400 ! malformed ! the body is not the JSON document
            site not admitted        ! "oic"                          ! "oicx"                         ! 403 ! forbidden ! this site was not admitted with this token
            another admitted site    ! "oic"                          ! "nso"                          ! 403 ! forbidden ! this site was not admitted with this token
            a site that has joined   ! "oic"                          ! "dlt"                          ! 403 ! forbidden ! this site was not admitted with this token
            the hub's own site       ! "oic"                          ! "hub"                          ! 403 ! forbidden ! this site was not admitted with this token
            base left out            ! "publicBase":"http://oic.example:8080", !                       ! 400 ! malformed ! the body is not the JSON document
            base null                ! "http://oic.example:8080"      ! null                           ! 400 ! malformed ! the body is not the JSON document
            base empty               ! http://oic.example:8080        !                                ! 400 ! malformed ! publicBase must be
            base with a blank        ! http://oic.example             ! ht tp://citizen-1101700         ! 400 ! malformed ! the body is not the JSON document
            base without a scheme    ! http://oic.example:8080        ! oic.example                    ! 400 ! malformed ! publicBase must be
            base without a host      ! http://oic.example:8080        ! http:///x                      ! 400 ! malformed ! publicBase must be
            base that is a file      ! http://oic.example:8080        ! file:///etc/passwd             ! 400 ! malformed ! publicBase must be
            base that is a script    ! http://oic.example:8080        ! javascript:alert(1)            ! 400 ! malformed ! publicBase must be
            base with a password     ! http://oic                     ! http://u:p@oic                 ! 400 ! malformed ! publicBase must be
            base with a query        ! oic.example:8080               ! oic.example:8080/?a=b          ! 400 ! malformed ! publicBase must be
            base with a fragment     ! oic.example:8080               ! oic.example:8080/#a            ! 400 ! malformed ! publicBase must be
            base with a port too big ! :8080                          ! :65536                         ! 400 ! malformed ! publicBase must be
            base in Thai letters     ! oic.example:8080               ! oic.example:8080/ไทย           ! 400 ! malformed ! publicBase must be
            peers left out           ! "peers":"oic.example:8443",    !                                ! 400 ! malformed ! the body is not the JSON document
            peers null               ! "oic.example:8443"             ! null                           ! 400 ! malformed ! the body is not the JSON document
            peers empty              ! oic.example:8443               !                                ! 400 ! malformed ! publicBase must be
            peers without a port     ! oic.example:8443               ! oic.example                    ! 400 ! malformed ! publicBase must be
            peers at port 0          ! oic.example:8443               ! oic.example:0                  ! 400 ! malformed ! publicBase must be
            peers at port 65536      ! oic.example:8443               ! oic.example:65536              ! 400 ! malformed ! publicBase must be
            peers at port 08443      ! oic.example:8443               ! oic.example:08443              ! 400 ! malformed ! publicBase must be
            peers with a path        ! oic.example:8443               ! oic.example:8443/x             ! 400 ! malformed ! publicBase must be
            peers with a user        ! oic.example:8443               ! u@oic.example:8443             ! 400 ! malformed ! publicBase must be
            peers with a line end    ! oic.example:8443               ! oic.example:8443\\n            ! 400 ! malformed ! publicBase must be
            requests null            ! "requests":{                   ! "requests":null,"x":{          ! 400 ! malformed ! the body is not the JSON document
            requests misspelt        ! "requests":                    ! "request":                     ! 400 ! malformed ! the body is not the JSON document
            no request for tls       ! "tls":                         ! "tsl":                         ! 400 ! malformed ! the certificate request for tls is missing
            no request for log       ! "log":                         ! "gol":                         ! 400 ! malformed ! the certificate request for log is missing
            no request for witness   ! "witness":                     ! "Witness":                     ! 400 ! malformed ! the certificate request for witness is missing
            a null request           ! "requests":{"log":             ! "requests":{"log":null,"x":    ! 400 ! malformed ! the certificate request for log is missing
            a nested request         ! "requests":{"log":             ! "requests":{"x":{},"log":      ! 400 ! malformed ! the body is not the JSON document
            a request twice          ! "requests":{"log":             ! "requests":{"log":"AA==","log": ! 400 ! malformed ! the body is not the JSON document
            a request for trust      ! "requests":{                   ! "requests":{"trust":"AA==",    ! 403 ! forbidden ! a site asks for the keys tls, log and witness
            an empty request         ! "requests":{"log":             ! "requests":{"log":"","x":      ! 400 ! malformed ! a certificate request is not PKCS#10
            no base64                ! "requests":{"log":"            ! "requests":{"log":"?           ! 400 ! malformed ! the certificate request for log is not base64
            base64 with line ends    ! "requests":{"log":"            ! "requests":{"log":"\\n         ! 400 ! malformed ! the certificate request for log is not base64
            something else in base64 ! "requests":{"log":"            ! "requests":{"log":"AAAA","x":" ! 400 ! malformed ! a certificate request is not PKCS#10
            seals null               ! "seals":{                      ! "seals":null,"x":{             ! 400 ! malformed ! the body is not the JSON document
            no seal                  ! "TH/GOV/OIC":                  ! "TH/GOV/XXX":                  ! 400 ! malformed ! the certificate request for TH/GOV/OIC is missing
            a seal for another       ! "seals":{                      ! "seals":{"TH/GOV/DLT":"AA==",  ! 403 ! forbidden ! a site asks for the keys tls, log and witness
            more after the end       ! }}                             ! }} {}                          ! 400 ! malformed ! the body is not the JSON document
            an end missing           ! }}                             ! }                              ! 400 ! malformed ! the body is not the JSON document
            """;

    /// One text of the application in the place of another.
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = TABLE, delimiter = '!', quoteCharacter = '`')
    void an_application_leaves_nothing(
            String what,
            String before,
            @Nullable String after,
            int status,
            String type,
            String detail) {
        var good = Json.write(GOOD).text();
        var changed = good.replace(before, after == null ? "" : after);
        assertThat(changed).as("the row changes something").isNotEqualTo(good);

        requireRefused(Bytes.utf8(changed), status, type, detail);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            ``,      the body is not the JSON document
            hello,   the body is not the JSON document
            [],      the body is not the JSON document
            7,       the body is not the JSON document
            "oic",   the body is not the JSON document
            {},      the body is not the JSON document
            null,    the body must be a JSON document
            """,
            quoteCharacter = '`')
    void a_body_that_is_no_application_leaves_nothing(String body, String detail) {
        requireRefused(Bytes.utf8(body), 400, "malformed", detail);
    }

    @Test
    void an_application_nested_too_deep_leaves_nothing() {
        requireRefused(
                Bytes.utf8("[".repeat(100_000)), 400, "malformed", "the body is not the JSON");
    }

    private static Joining.Application with(String role, String request) {
        var requests = new TreeMap<>(GOOD.requests());
        requests.put(role, request);
        return new Joining.Application(
                GOOD.site(), GOOD.publicBase(), GOOD.peers(), requests, GOOD.seals());
    }

    private static Joining.Application withSeal(String request) {
        return new Joining.Application(
                GOOD.site(),
                GOOD.publicBase(),
                GOOD.peers(),
                GOOD.requests(),
                Map.of("TH/GOV/OIC", request));
    }

    private static String forged(CertificateRole role, String name, KeyPair key, KeyPair by) {
        var algorithm =
                by.getPrivate().getAlgorithm().startsWith("Ed") ? "Ed25519" : "SHA256withECDSA";
        return AuthorityTest.request(new Subject("TH", role, name).principal(), key, by, algorithm)
                .base64();
    }

    static Stream<Arguments> requests() {
        var proof = "the certificate request for the %s key is not signed by it";
        var ed = SigningKey.generate("Ed25519");
        var ec = SigningKey.generate("ES256");
        var tls = CertificateRole.TLS;
        var log = CertificateRole.LOG;
        var seal = CertificateRole.SEAL;
        return Stream.of(
                Arguments.of(
                        "tls for another site",
                        with("tls", request(tls, "dlt", ec)),
                        400,
                        proof.formatted("tls")),
                Arguments.of(
                        "tls for the role of trust lists",
                        with("tls", request(CertificateRole.TRUST, "hub", ec)),
                        400,
                        proof.formatted("tls")),
                Arguments.of(
                        "tls with a key of Ed25519",
                        with("tls", request(tls, "oic", ed)),
                        400,
                        proof.formatted("tls")),
                Arguments.of(
                        "tls signed by another key",
                        with("tls", forged(tls, "oic", TLS, ec)),
                        400,
                        proof.formatted("tls")),
                Arguments.of(
                        "tls cut short",
                        with("tls", halfOf(GOOD.requests().getOrDefault("tls", ""))),
                        400,
                        proof.formatted("tls")),
                Arguments.of(
                        "log with a key of P-256",
                        with("log", request(log, "saphan.example/th/oic", ec)),
                        400,
                        proof.formatted("log")),
                Arguments.of(
                        "log signed by another key",
                        with("log", forged(log, "saphan.example/th/oic", LOG, ed)),
                        400,
                        proof.formatted("log")),
                Arguments.of(
                        "log for the role of witnesses",
                        with("log", GOOD.requests().getOrDefault("witness", "")),
                        400,
                        proof.formatted("log")),
                Arguments.of(
                        "seal of another member",
                        withSeal(request(seal, "TH/GOV/DLT", ec)),
                        400,
                        proof.formatted("seal")),
                Arguments.of(
                        "seal signed by another key",
                        withSeal(forged(seal, "TH/GOV/OIC", SEAL, ec)),
                        400,
                        proof.formatted("seal")));
    }

    private static String halfOf(String base64) {
        var whole = Bytes.fromBase64(base64);
        return whole.slice(0, whole.size() / 2).base64();
    }

    static Stream<Arguments> taken() {
        var log = CertificateRole.LOG;
        var other = "has a certificate for something else";
        var ed = SigningKey.generate("Ed25519");
        var dlt = exchange().site("dlt");
        return Stream.of(
                Arguments.of(
                        "log in the name of the hub's",
                        with("log", request(log, "saphan.example/th/hub", ed)),
                        409,
                        "the name of the log is taken"),
                Arguments.of(
                        "log in another site's name",
                        with("log", request(log, "saphan.example/th/dlt", ed)),
                        409,
                        "the name of the log is taken"),
                Arguments.of(
                        "log with a name of other letters",
                        with("log", request(log, "a b", ed)),
                        409,
                        "the name of the log is taken"),
                Arguments.of(
                        "log without a name",
                        with("log", forged(log, "", ed, ed)),
                        409,
                        "the name of the log is taken"),
                Arguments.of(
                        "witness in the name of the hub's",
                        with(
                                "witness",
                                request(
                                        CertificateRole.WITNESS,
                                        "saphan.example/th/hub/witness",
                                        ed)),
                        409,
                        "the name of the witness is taken"),
                Arguments.of(
                        "one key for log and witness",
                        with(
                                "witness",
                                request(
                                        CertificateRole.WITNESS,
                                        "saphan.example/th/oic/witness",
                                        LOG)),
                        409,
                        "the key for witness " + other),
                Arguments.of(
                        "one key for tls and seal",
                        withSeal(request(CertificateRole.SEAL, "TH/GOV/OIC", TLS)),
                        409,
                        "the key for seal " + other),
                Arguments.of(
                        "the tls key of another site",
                        with(
                                "tls",
                                request(CertificateRole.TLS, "oic", dlt.keys.pair("tls", "ES256"))),
                        409,
                        "the key for tls " + other),
                Arguments.of(
                        "the seal of another member",
                        withSeal(
                                request(
                                        CertificateRole.SEAL,
                                        "TH/GOV/OIC",
                                        dlt.keys.pair(SiteKeys.sealOf(TestExchange.DLT), "ES256"))),
                        409,
                        "the key for seal " + other));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"requests", "taken"})
    void a_request_leaves_nothing(
            String what, Joining.Application application, int status, String detail) {
        requireRefused(
                Json.write(application), status, status == 400 ? "malformed" : "conflict", detail);
    }

    static Stream<Arguments> proofs() {
        var token = TOKENS.getOrDefault("oic", "");
        return Stream.of(
                proof("empty", _ -> ""),
                proof("the token itself", _ -> token),
                proof("with another token", body -> Joining.proof(token + "x", Bytes.utf8(body))),
                proof(
                        "of another site's token",
                        body -> Joining.proof(TOKENS.getOrDefault("nso", ""), Bytes.utf8(body))),
                proof("of another body", body -> Joining.proof(token, Bytes.utf8(body + " "))),
                proof(
                        "in hex",
                        body -> Bytes.fromBase64(Joining.proof(token, Bytes.utf8(body))).hex()),
                proof("cut short", body -> Joining.proof(token, Bytes.utf8(body)).substring(1)),
                proof("in other letters", _ -> "ไทย"));
    }

    private static Arguments proof(String what, UnaryOperator<String> proof) {
        return Arguments.of(what, proof);
    }

    /// One answer to all of them, so that nobody learns who is invited.
    @ParameterizedTest(name = "{0}")
    @MethodSource("proofs")
    void a_proof_that_is_wrong_leaves_nothing(String what, UnaryOperator<String> proof) {
        var body = Json.write(GOOD);
        var refusal = refused(Map.of(Joining.PROOF, proof.apply(body.text())), body);
        assertThat(refusal)
                .isEqualTo(
                        new Refusal(
                                403,
                                "forbidden",
                                "this site was not admitted with this token, or the token is older"
                                        + " than 24 hours; ask the hub's operator for a new one"));
    }

    @Test
    void without_a_proof_nobody_is_asked_who_they_are() {
        var refusal = refused(Map.of(), Json.write(GOOD));
        assertThat(refusal)
                .isEqualTo(
                        new Refusal(401, "unauthenticated", "the header Saphan-Join is missing"));
    }

    /// What a problem says about the input must not repeat it.
    @Test
    void no_refusal_repeats_what_was_sent() {
        for (var secret : List.of("http://citizen-1101700 secret", "citizen-1101700:99999x")) {
            var body =
                    Bytes.utf8(
                            Json.write(GOOD)
                                    .text()
                                    .replace("http://oic.example:8080", secret)
                                    .replace("oic.example:8443", secret));
            assertThat(refused(proved(body), body).detail()).doesNotContain("citizen", "secret");
        }
    }
}
