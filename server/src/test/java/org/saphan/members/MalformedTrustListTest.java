package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Seal;
import org.saphan.evidence.Sealed;
import org.saphan.evidence.SigningKey;
import org.saphan.kernel.Problem;

/// Lists that are sealed by the hub's own key and still refused: a hub that was broken into, or has a
/// bug, must not bring a site to believe what is not well-formed.
class MalformedTrustListTest {

    private static final TestLists LISTS = new TestLists();
    private static final String TEXT = LISTS.text().bytes().text();
    private static final Bytes SEALED = Bytes.utf8(TEXT);
    private static final String KEY = Bytes.utf8("a key").sha256().base64();

    @Test
    void the_list_that_the_table_changes_is_accepted() {
        assertThatCode(() -> TrustList.open(LISTS.seal(Bytes.utf8(TEXT)), LISTS.root))
                .doesNotThrowAnyException();
    }

    /// What is changed, how, and how the refusal says it; `\n` and the like stand for themselves.
    private static final String TABLE =
            """
            another format                   ! change ! trust-list/v1 ! trust-list/v2 ! format: expected saphan.org/trust-list/v1
            a format in capitals             ! change ! saphan.org ! SAPHAN.org ! format: expected saphan.org/trust-list/v1
            carriage returns                 ! change ! \\n ! \\r\\n ! format: expected saphan.org/trust-list/v1
            no instance                      ! drop   ! instance: TH !  ! instance: line is missing
            an empty instance                ! change ! instance: TH ! "instance: " ! instance: not a plain line of text
            another instance                 ! change ! instance: TH ! instance: LA ! a certificate has a foreign subject
            no version                       ! drop   ! version: 7 !  ! version: line is missing
            a negative version               ! change ! version: 7 ! version: -7 ! version: not a number
            a version with a zero            ! change ! version: 7 ! version: 07 ! version: not a number
            a version with a sign            ! change ! version: 7 ! version: +7 ! version: not a number
            a version with a fraction        ! change ! version: 7 ! version: 7.0 ! version: not a number
            a version too long               ! change ! version: 7 ! version: 9999999999999999999 ! version: not a number
            a version in other digits        ! change ! version: 7 ! version: ๗ ! version: not a number
            a space after the version        ! change ! version: 7 ! "version: 7 " ! version: not a plain line of text
            two spaces before the version    ! change ! version: 7 ! version:  7 ! version: not a plain line of text
            a tab for the space              ! change ! version: 7 ! version:\\t7 ! version: line is missing
            a name in capitals               ! change ! version: 7 ! Version: 7 ! version: line is missing
            a time without milliseconds      ! change ! issued: 2026-11-24T03:00:00.000Z ! issued: 2026-11-24T03:00:00Z ! issued: not a UTC time with milliseconds
            a time of another zone           ! change ! issued: 2026-11-24T03:00:00.000Z ! issued: 2026-11-24T10:00:00.000+07:00 ! issued: not a UTC time with milliseconds
            a day that never was             ! change ! issued: 2026-11-24 ! issued: 2026-02-30 ! issued: not a UTC time with milliseconds
            a month too many                 ! change ! issued: 2026-11-24 ! issued: 2026-13-24 ! issued: not a UTC time with milliseconds
            a leap second                    ! change ! issued: 2026-11-24T03:00:00 ! issued: 2026-11-24T03:00:60 ! issued: not a UTC time with milliseconds
            no issued                        ! drop   ! issued: 2026-11-24T03:00:00.000Z !  ! issued: line is missing
            no expires                       ! drop   ! expires: 2026-11-25T03:00:00.000Z !  ! expires: line is missing
            over before it began             ! change ! expires: 2026-11-25 ! expires: 2026-11-23 ! expires: not after the list was issued
            over as it begins                ! change ! expires: 2026-11-25 ! expires: 2026-11-24 ! expires: not after the list was issued
            no hub                           ! drop   ! hub: hub !  ! hub: line is missing
            a hub that is not listed         ! change ! hub: hub ! hub: elsewhere ! a certificate stands for another name than it is listed under
            a hub that is another site       ! change ! hub: hub ! hub: oic ! a certificate stands for another name than it is listed under
            no operator                      ! drop   ! operator: TH/GOV/DGA !  ! operator: line is missing
            an operator that is no member    ! change ! operator: TH/GOV/DGA ! operator: hub ! trust-list: a member id looks like TH/GOV/OIC
            an operator that is not listed   ! change ! operator: TH/GOV/DGA ! operator: TH/GOV/DLT ! it is not sealed by the hub's operator
            an operator at another site      ! change ! operator: TH/GOV/DGA ! operator: TH/GOV/OIC ! it is not sealed by the hub's operator
            a word in capitals               ! change ! purpose: own-policies ! purpose: Own-policies ! purpose: not a code, its Thai and its English
            a word without English           ! change ! | word own-policies !  ! purpose: not a plain line of text
            a word without Thai              ! change ! | คำ own-policies | ! |  | ! purpose: not a code, its Thai and its English
            a word with a part too many      ! change ! | word own-policies ! | word | more ! purpose: not a code, its Thai and its English
            a word of an unknown kind        ! change ! "duty: " ! "obligation: " ! end: unexpected bytes after the last line
            a site in capitals               ! change ! site: oic ! site: OIC ! site: not a site id
            a site with a dot                ! change ! site: oic ! site: oic.th ! site: not a site id
            a site without an address        ! drop   ! public: https://oic.example !  ! public: line is missing
            an address that is none          ! change ! public: https://oic.example ! public: ht tp://oic ! public: public: not a URL
            an address without a scheme      ! change ! public: https://oic.example ! public: oic.example ! trust-list: publicBase must be a plain http or https URL and peers host:port
            an address of another scheme     ! change ! public: https://oic.example ! public: ftp://oic.example ! trust-list: publicBase must be a plain http or https URL and peers host:port
            a script for an address          ! change ! public: https://oic.example ! public: javascript:alert(1) ! trust-list: publicBase must be a plain http or https URL and peers host:port
            an address with a password       ! change ! public: https://oic ! public: https://u:p@oic ! trust-list: publicBase must be a plain http or https URL and peers host:port
            an address with a query          ! change ! public: https://oic.example ! public: https://oic.example?x=1 ! trust-list: publicBase must be a plain http or https URL and peers host:port
            an address with a fragment       ! change ! public: https://oic.example ! public: https://oic.example#x ! trust-list: publicBase must be a plain http or https URL and peers host:port
            no peers                         ! drop   ! peers: oic.example:8443 !  ! peers: line is missing
            peers without a port             ! change ! peers: oic.example:8443 ! peers: oic.example ! trust-list: publicBase must be a plain http or https URL and peers host:port
            peers at port 0                  ! change ! peers: oic.example:8443 ! peers: oic.example:0 ! trust-list: publicBase must be a plain http or https URL and peers host:port
            peers at port 65536              ! change ! peers: oic.example:8443 ! peers: oic.example:65536 ! trust-list: publicBase must be a plain http or https URL and peers host:port
            peers with a path                ! change ! peers: oic.example:8443 ! peers: oic.example:8443/x ! trust-list: publicBase must be a plain http or https URL and peers host:port
            peers with a user                ! change ! peers: oic.example:8443 ! peers: u@oic.example:8443 ! trust-list: publicBase must be a plain http or https URL and peers host:port
            a member id that is none         ! change ! member: TH/GOV/OIC ! member: oic ! trust-list: a member id looks like TH/GOV/OIC
            a member without a Thai name     ! change ! name-th: ชื่อ ! "name-th: " ! name-th: not a plain line of text
            a member without an English name ! drop   ! name-en: Name !  ! name-en: line is missing
            a name with a line separator     ! change ! name-en: Name ! name-en: Na\u2028me ! name-en: not a plain line of text
            a member nowhere                 ! drop   ! at: oic !  ! at: line is missing
            a member at an unknown site      ! change ! at: oic ! at: dlt ! a member is at a site that is not listed
            suspended without a time         ! change ! at: oic ! at: oic\\nsuspended: yes ! suspended: not a UTC time with milliseconds
            a system id that is none         ! change ! system: TH/GOV/OIC/motor ! system: motor ! trust-list: a system id looks like TH/GOV/OIC/motor
            a service id that is none        ! change ! service: TH/GOV/OIC/motor/cmi-check ! service: TH/GOV/OIC ! trust-list: a service id looks like TH/GOV/OIC/motor/cmi-check
            revoked without a key            ! add    ! revoked: 2026-11-24T03:00:00.000Z !  ! revoked: not a key and a time
            a revoked key that is too short  ! add    ! revoked: AAAA 2026-11-24T03:00:00.000Z !  ! revoked: not the SHA-256 of a key
            a revoked key that is no base64  ! add    ! revoked: a?b= 2026-11-24T03:00:00.000Z !  ! base64: not base64
            a line more                      ! add    ! comment: hello !  ! end: unexpected bytes after the last line
            words in another order           ! swap   ! own-policies ! vehicle-tax ! purpose: twice, or not in order
            a word twice                     ! twice  ! purpose: own-policies | คำ own-policies | word own-policies !  ! purpose: twice, or not in order
            kinds of words in another order  ! swap   ! "legal-basis: " ! "duty: " ! end: unexpected bytes after the last line
            sites in another order           ! change ! site: hub ! site: zzz ! site: twice, or not in order
            a site twice                     ! change ! site: oic ! site: hub ! site: twice, or not in order
            a member twice                   ! change ! member: TH/GOV/OIC ! member: TH/GOV/DGA ! member: twice, or not in order
            members in another order         ! change ! member: TH/GOV/OIC ! member: TH/GOV/AAA ! member: twice, or not in order
            a system twice                   ! twice  ! system: TH/GOV/OIC/web !  ! system: twice, or not in order
            systems in another order         ! swap   ! OIC/motor\\n ! OIC/web\\n ! system: twice, or not in order
            a service twice                  ! twice  ! service: TH/GOV/OIC/motor/tax-paid !  ! service: twice, or not in order
            services in another order        ! swap   ! cmi-check ! tax-paid ! service: twice, or not in order
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = TABLE, delimiter = '!', quoteCharacter = '"')
    void a_list_is_refused(
            String what, String how, @Nullable String one, @Nullable String other, String detail) {
        requireRefused(edited(how, text(one), text(other)), detail);
    }

    private static String text(@Nullable String cell) {
        return cell == null ? "" : cell.translateEscapes();
    }

    private static String edited(String how, String one, String other) {
        return switch (how) {
            case "change" -> TEXT.replace(one, other);
            case "drop" -> TEXT.replace(one + "\n", "");
            case "twice" -> TEXT.replace(one + "\n", (one + "\n").repeat(2));
            case "swap" -> TEXT.replace(one, "\0").replace(other, one).replace("\0", other);
            case "add" -> TEXT + one + "\n";
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static void requireRefused(String text, String detail) {
        assertThat(text).as("the row changes something").isNotEqualTo(TEXT);
        var sealed = LISTS.seal(Bytes.utf8(text));

        assertThatThrownBy(() -> TrustList.open(sealed, LISTS.root))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.kind()).isEqualTo(Problem.Kind.FORBIDDEN);
                            assertThat(problem.detail())
                                    .isEqualTo("the trust list is refused: " + detail);
                        });
    }

    static Stream<Arguments> longer() {
        return Stream.of(
                Arguments.of("nothing", "", "format: line does not end"),
                Arguments.of(
                        "a byte order mark",
                        "\ufeff" + TEXT,
                        "format: expected saphan.org/trust-list/v1"),
                Arguments.of(
                        "an address that is too long",
                        TEXT.replace(
                                "public: https://oic.example",
                                "public: https://oic.example/" + "x".repeat(300)),
                        "trust-list: publicBase must be a plain http or https URL and peers host:port"),
                Arguments.of(
                        "revoked without a time",
                        TEXT + "revoked: " + KEY + "\n",
                        "revoked: not a key and a time"),
                Arguments.of(
                        "revoked at no time",
                        TEXT + "revoked: " + KEY + " today\n",
                        "revoked: not a UTC time with milliseconds"),
                Arguments.of(
                        "an empty line more",
                        TEXT + "\n",
                        "end: unexpected bytes after the last line"),
                Arguments.of(
                        "no last line end",
                        TEXT.substring(0, TEXT.length() - 1),
                        "service: line does not end"),
                Arguments.of(
                        "services before systems",
                        TEXT.replace("system: TH/GOV/OIC/web\n", "") + "system: TH/GOV/OIC/web\n",
                        "end: unexpected bytes after the last line"),
                Arguments.of(
                        "certificates in another order",
                        reversed(TEXT),
                        "certificate: twice, or not in order"),
                Arguments.of(
                        "a revoked key twice",
                        TEXT + revoked(KEY) + revoked(KEY),
                        "trust-list: not in its one canonical form"),
                Arguments.of(
                        "revoked keys in another order",
                        TEXT + revoked("/".repeat(42) + "8=") + revoked("A".repeat(43) + "="),
                        "trust-list: not in its one canonical form"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"longer", "certificates", "keys"})
    void a_list_is_refused_too(String what, String text, String detail) {
        requireRefused(text, detail);
    }

    /// In the place of the certificate for the connections of the site oic: one by the real root.
    private static final String SUBJECTS =
            """
            an authority for a leaf          ! CN=oic,OU=tls,O=TH           ! true  ! a certificate is not one of the root's leaves
            another site                     ! CN=dlt,OU=tls,O=TH           ! false ! a certificate stands for another name than it is listed under
            a site in capitals               ! CN=OIC,OU=tls,O=TH           ! false ! a certificate stands for another name than it is listed under
            another exchange                 ! CN=oic,OU=tls,O=LA           ! false ! a certificate has a foreign subject
            the root's role                  ! CN=oic,OU=root,O=TH          ! false ! a certificate has a foreign subject
            a role in capitals               ! CN=oic,OU=TLS,O=TH           ! false ! a certificate has a foreign subject
            no role                          ! CN=oic,O=TH                  ! false ! a certificate has a foreign subject
            two names                        ! CN=dlt,CN=oic,OU=tls,O=TH    ! false ! a certificate has a foreign subject
            two parts in one                 ! CN=oic+L=x,OU=tls,O=TH       ! false ! a certificate has a foreign subject
            more than three parts            ! CN=oic,OU=tls,O=TH,C=TH      ! false ! a certificate has a foreign subject
            a seal key at a site             ! CN=TH/GOV/OIC,OU=seal,O=TH   ! false ! a site has a member's seal key
            the hub's trust key at a site    ! CN=hub,OU=trust,O=TH         ! false ! a certificate stands for another name than it is listed under
            a trust key of the site          ! CN=oic,OU=trust,O=TH         ! false ! a certificate stands for another name than it is listed under
            the hub's time key at a site     ! CN=hub,OU=time,O=TH          ! false ! a certificate stands for another name than it is listed under
            a log key that is not Ed25519    ! CN=log,OU=log,O=TH           ! false ! key: not an Ed25519 key
            a witness that is not Ed25519    ! CN=w,OU=witness,O=TH         ! false ! key: not an Ed25519 key
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = SUBJECTS, delimiter = '!', quoteCharacter = '"')
    void a_list_is_refused_with_a_certificate_for(
            String what, String subject, boolean authority, String detail) {
        var key = SigningKey.generate("ES256").getPublic();
        requireRefused(oicTls(LISTS.byRoot(subject, key, authority)), detail);
    }

    static Stream<Arguments> certificates() {
        var malformed = "a certificate is malformed";
        var foreign = "a certificate does not come from the root";
        var good = LISTS.oicTlsCertificate;
        var tls = CertificateRole.TLS;
        return Stream.of(
                Arguments.of("none", oicTls(Bytes.utf8("hello")), malformed),
                Arguments.of("a byte more", oicTls(good.concat(Bytes.of((byte) 0))), malformed),
                Arguments.of("half of it", oicTls(good.slice(0, 200)), malformed),
                Arguments.of("no base64", TEXT.replace(good.base64(), "%%%"), "base64: not base64"),
                Arguments.of("another root", oicTls(new TestLists().leaf(tls, "oic")), foreign),
                Arguments.of("itself", oicTls(selfSigned()), foreign),
                Arguments.of("a leaf", oicTls(byLeaf()), foreign),
                Arguments.of(
                        "the root",
                        oicTls(TestLists.der(LISTS.root)),
                        "a certificate is not one of the root's leaves"));
    }

    static Stream<Arguments> keys() {
        var twice = "a key is listed twice";
        var role = CertificateRole.SEAL;
        return Stream.of(
                Arguments.of(
                        "a TLS key at a member",
                        oicSeal(LISTS.leaf(CertificateRole.TLS, "TH/GOV/OIC")),
                        "a member has a key of another role"),
                Arguments.of(
                        "a seal key of another member",
                        oicSeal(LISTS.leaf(role, "TH/GOV/DLT")),
                        "a certificate stands for another name than it is listed under"),
                Arguments.of(
                        "a seal key of RSA", oicSeal(rsaSeal()), "key: neither P-256 nor Ed25519"),
                Arguments.of(
                        "one key for two roles",
                        oicSeal(LISTS.leaf(role, "TH/GOV/OIC", LISTS.oicTls.getPublic())),
                        twice),
                Arguments.of(
                        "one key of two members",
                        oicSeal(LISTS.leaf(role, "TH/GOV/OIC", LISTS.hubSeal.getPublic())),
                        twice),
                Arguments.of(
                        "without the trust key",
                        TEXT.replace("certificate: " + LISTS.trustCertificate.base64() + "\n", ""),
                        "its seal is not by a key for trust lists"),
                Arguments.of(
                        "revoking the key that seals it",
                        TEXT + revoked(fingerprint(LISTS.trust.getPublic()).base64()),
                        "its seal is by a revoked key"));
    }

    @Test
    void a_list_is_refused_when_its_operator_is_at_another_site_than_the_hub() {
        var text = Bytes.utf8(TEXT.replace("operator: TH/GOV/DGA", "operator: TH/GOV/OIC"));
        assertThatThrownBy(
                        () ->
                                TrustList.open(
                                        TestLists.seal(text, "TH/GOV/OIC", LISTS.trust),
                                        LISTS.root))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the operator is not a member at the hub");
    }

    private static Bytes rsaSeal() {
        try {
            return LISTS.leaf(
                    CertificateRole.SEAL,
                    "TH/GOV/OIC",
                    KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bytes selfSigned() {
        var subject = new Subject("TH", CertificateRole.TLS, "oic").principal();
        var key = SigningKey.generate("ES256");
        return TestLists.der(TestLists.odd(subject, key, subject, key.getPublic(), false));
    }

    private static Bytes byLeaf() {
        var leaf = SiteKeys.parse(LISTS.oicTlsCertificate).orElseThrow();
        return TestLists.der(
                TestLists.odd(
                        leaf.getSubjectX500Principal(),
                        LISTS.oicTls,
                        new Subject("TH", CertificateRole.TLS, "oic").principal(),
                        SigningKey.generate("ES256").getPublic(),
                        false));
    }

    static Bytes fingerprint(PublicKey key) {
        return Bytes.of(key.getEncoded()).sha256();
    }

    private static String revoked(String key) {
        return "revoked: " + key + " 2026-11-24T02:00:00.000Z\n";
    }

    /// The certificates of the first site, the other way round.
    private static String reversed(String text) {
        var lines = text.lines().toList();
        int first = lines.indexOf("site: hub") + 3;
        var changed = new ArrayList<>(lines);
        Collections.reverse(changed.subList(first, first + 3));
        return String.join("\n", changed) + "\n";
    }

    /// Another certificate in the place of that for the connections of the site oic.
    private static String oicTls(Bytes other) {
        return replacing(LISTS.oicTlsCertificate, other);
    }

    private static String oicSeal(Bytes other) {
        return replacing(LISTS.oicSealCertificate, other);
    }

    /// In the order that a list has, so that only what the row says is wrong.
    private static String replacing(Bytes certificate, Bytes other) {
        var lines =
                new ArrayList<>(
                        TEXT.replace(certificate.base64(), other.base64()).lines().toList());
        int at = lines.indexOf("certificate: " + other.base64());
        int from = at;
        while (lines.get(from - 1).startsWith("certificate: ")) {
            from--;
        }
        int to = at + 1;
        while (lines.get(to).startsWith("certificate: ")) {
            to++;
        }
        var sorted =
                lines.subList(from, to).stream()
                        .map(line -> Bytes.fromBase64(line.substring("certificate: ".length())))
                        .sorted()
                        .map(der -> "certificate: " + der.base64())
                        .toList();
        var result = new ArrayList<>(lines.subList(0, from));
        result.addAll(sorted);
        result.addAll(lines.subList(to, lines.size()));
        return String.join("\n", result) + "\n";
    }

    static Stream<Arguments> seals() {
        var broken = "its seal is broken";
        var operator = "it is not sealed by the hub's operator";
        var notForLists = "its seal is not by a key for trust lists";
        var own = LISTS.seal(SEALED).seals().getFirst();
        return Stream.of(
                Arguments.of("none", List.of(), operator),
                Arguments.of("and another", List.of(own, own), operator),
                Arguments.of("of another member", by("TH/GOV/OIC", LISTS.trust), operator),
                Arguments.of("of nobody", by("TH/GOV/DGA", new TestLists().trust), notForLists),
                Arguments.of("by a member's key", by("TH/GOV/DGA", LISTS.hubSeal), notForLists),
                Arguments.of("by a site's key", by("TH/GOV/DGA", LISTS.oicTls), notForLists),
                Arguments.of("over another text", LISTS.seal(Bytes.utf8("x")).seals(), broken));
    }

    private static List<Seal> by(String signer, KeyPair key) {
        return TestLists.seal(SEALED, signer, key).seals();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("seals")
    void a_list_is_refused_with_a_seal(String what, List<Seal> seals, String detail) {
        assertThatThrownBy(() -> TrustList.open(new Sealed(SEALED, seals), LISTS.root))
                .isInstanceOf(Problem.class)
                .hasMessageEndingWith("the trust list is refused: " + detail);
    }

    /// What arrives is foreign from its first byte on.
    @Test
    void no_changed_byte_of_a_sealed_list_passes() {
        var bytes = LISTS.seal(SEALED).bytes();
        for (int i = 0; i < bytes.size(); i += 7) {
            var changed = bytes.array();
            changed[i] ^= 0x04;
            var other = Bytes.owning(changed);
            assertThatThrownBy(() -> TrustList.open(Sealed.parse(other), LISTS.root))
                    .isInstanceOfAny(Problem.class, MalformedText.class);
        }
    }
}
