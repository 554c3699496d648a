package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.SigningKey;
import org.saphan.kernel.Problem;

class AuthorityTest {

    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
    private static final String TIME = "1.3.6.1.5.5.7.3.8";

    private final TestLists lists = new TestLists();
    private final X509Certificate root = lists.root;

    private X509Certificate issued(CertificateRole role) {
        var key = SigningKey.generate(Joining.algorithm(role));
        return lists.authority.issue(
                new Subject("TH", role, "some/name"), key.getPublic(), TestLists.NOW);
    }

    @Test
    void the_root_certifies_and_does_nothing_else() throws CertificateParsingException {
        assertThat(root.getSubjectX500Principal())
                .isEqualTo(new X500Principal("CN=TH root,OU=root,O=TH"));
        assertThat(root.getIssuerX500Principal()).isEqualTo(root.getSubjectX500Principal());
        assertThat(root.getBasicConstraints()).isZero();
        assertThat(uses(root)).containsExactly(5, 6);
        assertThat(root.getExtendedKeyUsage()).isNull();
        assertThat(root.getCriticalExtensionOIDs())
                .containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
        assertThat(root.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(root.getNotAfter())
                .isEqualTo(Date.from(TestLists.NOW.plus(Duration.ofDays(20 * 365))));
        assertThatCode(() -> root.verify(root.getPublicKey())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void a_certificate_says_for_whom_and_what_it_is_and_no_more(CertificateRole role)
            throws CertificateParsingException {
        var certificate = issued(role);

        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(Subject.of(certificate))
                .isEqualTo(Optional.of(new Subject("TH", role, "some/name")));
        assertThat(certificate.getSubjectX500Principal())
                .isEqualTo(new X500Principal("CN=some/name,OU=" + role.word() + ",O=TH"));
        assertThat(certificate.getIssuerX500Principal()).isEqualTo(root.getSubjectX500Principal());
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(uses(certificate)).containsExactly(0);
        assertThat(purposes(certificate))
                .isEqualTo(
                        switch (role) {
                            case TLS -> List.of(SERVER, CLIENT);
                            case TIME -> List.of(TIME);
                            case SEAL, LOG, WITNESS, TRUST -> List.of();
                        });
        // RFC 3161 §2.3: the purpose of a timestamp authority must not be overlooked.
        assertThat(certificate.getCriticalExtensionOIDs().contains("2.5.29.37"))
                .isEqualTo(role == CertificateRole.TIME);
        assertThat(certificate.getSubjectAlternativeNames()).isNull();
    }

    /// Positions of the bits that are set (RFC 5280 §4.2.1.3).
    private static List<Integer> uses(X509Certificate certificate) {
        var bits = certificate.getKeyUsage();
        return IntStream.range(0, bits.length).filter(i -> bits[i]).boxed().toList();
    }

    private static List<String> purposes(X509Certificate certificate)
            throws CertificateParsingException {
        var purposes = certificate.getExtendedKeyUsage();
        return purposes == null ? List.of() : purposes;
    }

    @Test
    void a_certificate_counts_from_five_minutes_ago_for_two_years() {
        var certificate = issued(CertificateRole.SEAL);
        assertThat(certificate.getNotBefore())
                .isEqualTo(Date.from(TestLists.NOW.minus(Duration.ofMinutes(5))));
        assertThat(certificate.getNotAfter())
                .isEqualTo(Date.from(TestLists.NOW.plus(Duration.ofDays(730))));
    }

    @Test
    void serial_numbers_are_positive_never_the_same_and_not_to_be_guessed() {
        var serials = new HashSet<Object>();
        for (int i = 0; i < 50; i++) {
            var serial = issued(CertificateRole.TLS).getSerialNumber();
            assertThat(serial.bitLength()).isEqualTo(127);
            serials.add(serial);
        }
        assertThat(serials).hasSize(50);
    }

    @ParameterizedTest
    @EnumSource
    void every_certificate_has_a_valid_path_to_the_root_by_the_rules_of_pkix(CertificateRole role)
            throws GeneralSecurityException {
        validate(List.of(issued(role)));
    }

    @Test
    void a_path_through_a_leaf_is_not_valid_by_the_rules_of_pkix_nor_by_ours() {
        var seal = SigningKey.generate("ES256");
        var leaf =
                lists.authority.issue(
                        new Subject("TH", CertificateRole.SEAL, "TH/GOV/OIC"),
                        seal.getPublic(),
                        TestLists.NOW);
        var below =
                TestLists.odd(
                        leaf.getSubjectX500Principal(),
                        seal,
                        new X500Principal("CN=TH/GOV/DLT,OU=seal,O=TH"),
                        SigningKey.generate("ES256").getPublic(),
                        false);
        assertThatThrownBy(() -> validate(List.of(below, leaf)))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> TrustList.requireIssuedBy(root, below))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("does not come from the root");
    }

    private void validate(List<X509Certificate> chain) throws GeneralSecurityException {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(TestLists.NOW));
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509").generateCertPath(chain),
                        parameters);
    }

    @Test
    void what_the_root_certified_to_be_an_authority_is_no_leaf() {
        var authority =
                TestLists.odd(
                        root.getSubjectX500Principal(),
                        lists.rootKey,
                        new X500Principal("CN=oic,OU=tls,O=TH"),
                        SigningKey.generate("ES256").getPublic(),
                        true);
        assertThatThrownBy(() -> TrustList.requireIssuedBy(root, authority))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("not one of the root's leaves");
        assertThatThrownBy(() -> TrustList.requireIssuedBy(root, root))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("not one of the root's leaves");
    }

    @Test
    void a_certificate_by_the_roots_key_that_names_another_issuer_is_refused() {
        var odd =
                TestLists.odd(
                        new X500Principal("CN=other root,OU=root,O=TH"),
                        lists.rootKey,
                        new X500Principal("CN=oic,OU=tls,O=TH"),
                        SigningKey.generate("ES256").getPublic(),
                        false);
        assertThatThrownBy(() -> TrustList.requireIssuedBy(root, odd))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("not one of the root's leaves");
    }

    @Test
    void a_certificate_by_another_root_of_the_same_name_is_refused() {
        var other = new TestLists();
        assertThat(other.root.getSubjectX500Principal()).isEqualTo(root.getSubjectX500Principal());
        assertThatThrownBy(
                        () ->
                                TrustList.requireIssuedBy(
                                        root,
                                        SiteKeys.parse(other.leaf(CertificateRole.TLS, "oic"))
                                                .orElseThrow()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("does not come from the root");
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource(
            textBlock =
                    """
            TLS,     ES256,   true
            TLS,     Ed25519, false
            LOG,     Ed25519, true
            LOG,     ES256,   false
            WITNESS, Ed25519, true
            WITNESS, ES256,   false
            SEAL,    ES256,   true
            SEAL,    Ed25519, true
            """)
    void a_request_is_for_the_kind_of_key_that_its_role_needs(
            CertificateRole role, String algorithm, boolean fits) {
        var subject = new Subject("TH", role, "oic");
        var key = SigningKey.generate(algorithm);
        var request = Authority.request(subject, key);

        if (fits) {
            assertThat(Authority.keyOf(request, subject)).isEqualTo(key.getPublic());
        } else {
            requireRefused(request, subject);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA 1024", "RSA 2048", "EC secp384r1", "EC secp521r1", "Ed448"})
    void keys_of_other_kinds_are_not_certified(String kind) throws GeneralSecurityException {
        var words = kind.split(" ", -1);
        var generator = KeyPairGenerator.getInstance(words[0]);
        if (words[0].equals("RSA")) {
            generator.initialize(Integer.parseInt(words[1]));
        } else if (words[0].equals("EC")) {
            generator.initialize(new ECGenParameterSpec(words[1]));
        }
        var key = generator.generateKeyPair();
        var signature =
                switch (words[0]) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "Ed448";
                };
        for (var role : List.of(CertificateRole.TLS, CertificateRole.SEAL, CertificateRole.LOG)) {
            var subject = new Subject("TH", role, "oic");
            requireRefused(request(subject.principal(), key, key, signature), subject);
        }
    }

    private static void requireRefused(Bytes request, Subject subject) {
        assertThatThrownBy(() -> Authority.keyOf(request, subject))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.kind()).isEqualTo(Problem.Kind.MALFORMED);
                            assertThat(problem.detail())
                                    .startsWith(
                                            "the certificate request for the "
                                                    + subject.role().word()
                                                    + " key is not signed by it");
                        });
    }

    static Bytes request(X500Principal subject, KeyPair key, KeyPair signedBy, String algorithm) {
        try {
            return Bytes.owning(
                    new JcaPKCS10CertificationRequestBuilder(subject, key.getPublic())
                            .build(
                                    new JcaContentSignerBuilder(algorithm)
                                            .build(signedBy.getPrivate()))
                            .getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_request_that_another_key_signed_proves_nothing() {
        var subject = new Subject("TH", CertificateRole.TLS, "oic");
        var victim = SigningKey.generate("ES256");
        var attacker = SigningKey.generate("ES256");
        requireRefused(request(subject.principal(), victim, attacker, "SHA256withECDSA"), subject);
    }

    static Stream<Arguments> subjects() {
        return Stream.of(
                Arguments.of("another name", "CN=dlt,OU=tls,O=TH"),
                Arguments.of("another role", "CN=oic,OU=seal,O=TH"),
                Arguments.of("another instance", "CN=oic,OU=tls,O=LA"),
                Arguments.of("the root's role", "CN=oic,OU=root,O=TH"),
                Arguments.of("no role", "CN=oic,O=TH"),
                Arguments.of("no name", "OU=tls,O=TH"),
                Arguments.of("no instance", "CN=oic,OU=tls"),
                Arguments.of("nothing", ""),
                Arguments.of("a part too many", "CN=oic,OU=tls,O=TH,C=TH"),
                Arguments.of("two names", "CN=dlt,CN=oic,OU=tls,O=TH"),
                Arguments.of("two names the other way", "CN=oic,CN=dlt,OU=tls,O=TH"),
                Arguments.of("two parts in one", "CN=oic+L=Bangkok,OU=tls,O=TH"),
                Arguments.of("the role in capitals", "CN=oic,OU=TLS,O=TH"),
                Arguments.of("a name in capitals", "CN=OIC,OU=tls,O=TH"),
                Arguments.of("a name with more", "CN=oic2,OU=tls,O=TH"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("subjects")
    void a_request_for_another_subject_is_refused(String what, String name) {
        var key = SigningKey.generate("ES256");
        requireRefused(
                request(new X500Principal(name), key, key, "SHA256withECDSA"),
                new Subject("TH", CertificateRole.TLS, "oic"));
    }

    /// Whatever the bytes are, the answer is a problem or, where the change is not in what is signed
    /// and read, the same key.
    @Test
    void no_changed_byte_of_a_request_gets_another_key_certified_or_breaks_the_hub() {
        var subject = new Subject("TH", CertificateRole.LOG, "saphan.example/th/oic");
        var key = SigningKey.generate("Ed25519");
        var request = Authority.request(subject, key);
        for (int i = 0; i < request.size(); i++) {
            for (int flip : new int[] {0x01, 0x80, 0xff}) {
                var changed = request.array();
                changed[i] ^= (byte) flip;
                requireKeyOrProblem(Bytes.owning(changed), subject, key);
            }
            requireRefused(request.slice(0, i), subject);
        }
    }

    private static void requireKeyOrProblem(Bytes request, Subject subject, KeyPair key) {
        try {
            assertThat(Authority.keyOf(request, subject)).isEqualTo(key.getPublic());
        } catch (Problem e) {
            assertThat(e.kind()).isEqualTo(Problem.Kind.MALFORMED);
        }
        try {
            assertThat(Authority.nameIn(request)).isNotNull();
        } catch (Problem e) {
            assertThat(e.kind()).isEqualTo(Problem.Kind.MALFORMED);
        }
    }
}
