package org.saphan.members;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Sealed;
import org.saphan.evidence.SigningKey;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.SystemId;

/// Trust lists as a hub would seal them, and as it never should.
final class TestLists {

    static final Instant NOW = Instant.parse("2026-11-24T03:00:00.000Z");

    final SecureRandom random = new SecureRandom();
    final KeyPair rootKey = SigningKey.generate("ES256");
    final X509Certificate root = Authority.selfSign("TH", rootKey, NOW, random);
    final Authority authority = new Authority(rootKey, root, random);
    final KeyPair trust = SigningKey.generate("ES256");
    final KeyPair hubSeal = SigningKey.generate("ES256");
    final KeyPair oicSeal = SigningKey.generate("ES256");
    final KeyPair oicTls = SigningKey.generate("ES256");
    final Bytes trustCertificate = leaf(CertificateRole.TRUST, "hub", trust.getPublic());
    final Bytes oicTlsCertificate = leaf(CertificateRole.TLS, "oic", oicTls.getPublic());
    final Bytes oicSealCertificate = leaf(CertificateRole.SEAL, "TH/GOV/OIC", oicSeal.getPublic());

    /// A certificate by the root, as the hub issues it.
    Bytes leaf(CertificateRole role, String name, PublicKey key) {
        return der(authority.issue(new Subject("TH", role, name), key, NOW));
    }

    Bytes leaf(CertificateRole role, String name) {
        return leaf(role, name, SigningKey.generate(Joining.algorithm(role)).getPublic());
    }

    static Bytes der(X509Certificate certificate) {
        try {
            return Bytes.of(certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A certificate that no hub of ours issues.
    static X509Certificate odd(
            X500Principal issuer, KeyPair by, X500Principal subject, PublicKey key, boolean ca) {
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            issuer,
                            BigInteger.TEN,
                            Date.from(NOW.minus(Duration.ofDays(1))),
                            Date.from(NOW.plus(Duration.ofDays(100))),
                            subject,
                            key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
            var algorithm =
                    by.getPrivate().getAlgorithm().startsWith("Ed") ? "Ed25519" : "SHA256withECDSA";
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder(algorithm).build(by.getPrivate())));
        } catch (OperatorCreationException | CertificateException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// By the real root, under any subject.
    Bytes byRoot(String subject, PublicKey key, boolean ca) {
        return der(
                odd(root.getSubjectX500Principal(), rootKey, new X500Principal(subject), key, ca));
    }

    static List<Bytes> sorted(Bytes... certificates) {
        return Stream.of(certificates).sorted().toList();
    }

    TrustText text() {
        return text(7, NOW, Map.of());
    }

    TrustText text(long version, Instant issued, Map<Bytes, Instant> revoked) {
        return new TrustText(
                "TH",
                version,
                issued,
                issued.plus(Duration.ofHours(24)),
                "hub",
                MemberId.parse("TH/GOV/DGA"),
                List.of(
                        code(TrustText.Code.Kind.PURPOSE, "own-policies"),
                        code(TrustText.Code.Kind.PURPOSE, "vehicle-tax"),
                        code(TrustText.Code.Kind.LEGAL_BASIS, "dga-2562-s13"),
                        code(TrustText.Code.Kind.DUTY, "secrecy-for-ever")),
                List.of(
                        site(
                                "hub",
                                trustCertificate,
                                leaf(CertificateRole.TLS, "hub"),
                                leaf(CertificateRole.TIME, "hub")),
                        site(
                                "oic",
                                oicTlsCertificate,
                                leaf(CertificateRole.LOG, "saphan.example/th/oic"),
                                leaf(CertificateRole.WITNESS, "saphan.example/th/oic/witness"))),
                List.of(
                        member(
                                "TH/GOV/DGA",
                                "hub",
                                leaf(CertificateRole.SEAL, "TH/GOV/DGA", hubSeal.getPublic())),
                        member("TH/GOV/OIC", "oic", oicSealCertificate)),
                List.of(SystemId.parse("TH/GOV/OIC/motor"), SystemId.parse("TH/GOV/OIC/web")),
                List.of(
                        ServiceId.parse("TH/GOV/OIC/motor/cmi-check"),
                        ServiceId.parse("TH/GOV/OIC/motor/tax-paid")),
                revoked);
    }

    private static TrustText.Code code(TrustText.Code.Kind kind, String word) {
        return new TrustText.Code(kind, word, "คำ " + word, "word " + word);
    }

    private static TrustText.SiteEntry site(String id, Bytes... certificates) {
        return new TrustText.SiteEntry(
                id,
                new Addresses(URI.create("https://" + id + ".example"), id + ".example:8443"),
                sorted(certificates));
    }

    static TrustText.MemberEntry member(String id, String site, Bytes... certificates) {
        return new TrustText.MemberEntry(
                MemberId.parse(id), "ชื่อ", "Name", site, Optional.empty(), sorted(certificates));
    }

    Sealed seal(Bytes text) {
        return seal(text, "TH/GOV/DGA", trust);
    }

    static Sealed seal(Bytes text, String signer, KeyPair key) {
        var sealer = SigningKey.of(key).sealerFor(signer, Clock.fixed(NOW, ZoneOffset.UTC));
        return new Sealed(text, List.of(sealer.seal(text)));
    }

    TrustList open(TrustText text) {
        return TrustList.open(seal(text.bytes()), root);
    }
}
