package org.saphan.members;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.VerifyingKey;
import org.saphan.kernel.Problem;

/// The hub's certificate authority: one root, and one certificate for each key of the exchange.
final class Authority {

    private static final Duration ROOT_LIFE = Duration.ofDays(20 * 365);
    private static final Duration LIFE = Duration.ofDays(2 * 365);

    /// Clocks may differ a little; a fresh certificate must count at once everywhere.
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    private final KeyPair rootKey;
    private final X509Certificate root;
    private final SecureRandom random;

    Authority(KeyPair rootKey, X509Certificate root, SecureRandom random) {
        this.rootKey = rootKey;
        this.root = root;
        this.random = random;
    }

    X509Certificate root() {
        return root;
    }

    static X509Certificate selfSign(
            String instance, KeyPair key, Instant now, SecureRandom random) {
        var name = new X500Principal("CN=" + instance + " root,OU=root,O=" + instance);
        var builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        serial(random),
                        Date.from(now.minus(BACKDATED)),
                        Date.from(now.plus(ROOT_LIFE)),
                        name,
                        key.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return sign(builder, key);
        } catch (IOException e) {
            throw new IllegalStateException("encoding an extension", e);
        }
    }

    X509Certificate issue(Subject subject, PublicKey key, Instant now) {
        var builder =
                new JcaX509v3CertificateBuilder(
                        root.getSubjectX500Principal(),
                        serial(random),
                        Date.from(now.minus(BACKDATED)),
                        Date.from(now.plus(LIFE)),
                        subject.principal(),
                        key);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            addUsage(builder, subject.role());
            return sign(builder, rootKey);
        } catch (IOException e) {
            throw new IllegalStateException("encoding an extension", e);
        }
    }

    private static void addUsage(JcaX509v3CertificateBuilder builder, CertificateRole role)
            throws IOException {
        switch (role) {
            case TLS ->
                    builder.addExtension(
                            Extension.extendedKeyUsage,
                            false,
                            new ExtendedKeyUsage(
                                    new KeyPurposeId[] {
                                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                                    }));
            // RFC 3161 §2.3: critical, and the only purpose.
            case TIME ->
                    builder.addExtension(
                            Extension.extendedKeyUsage,
                            true,
                            new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
            case SEAL, LOG, WITNESS, TRUST -> {
                // no purpose of TLS or timestamping: the role in the subject says it all
            }
        }
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair key) {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException | CertificateException e) {
            throw new IllegalStateException("signing a certificate", e);
        }
    }

    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(127, random).setBit(126);
    }

    /// A request proves that the asker has the private key; everything else in it is checked elsewhere.
    static Bytes request(Subject subject, KeyPair key) {
        try {
            var algorithm =
                    key.getPrivate().getAlgorithm().startsWith("Ed")
                            ? "Ed25519"
                            : "SHA256withECDSA";
            var signer = new JcaContentSignerBuilder(algorithm).build(key.getPrivate());
            return Bytes.owning(
                    new JcaPKCS10CertificationRequestBuilder(subject.principal(), key.getPublic())
                            .build(signer)
                            .getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("making a certificate request", e);
        }
    }

    /// The name that a request asks for; whether it may have it is decided elsewhere.
    static String nameIn(Bytes request) {
        try {
            var parsed = new PKCS10CertificationRequest(request.array());
            return Subject.of(new X500Principal(parsed.getSubject().getEncoded()))
                    .map(Subject::name)
                    .orElse("");
        } catch (IOException | RuntimeException e) { // see keyOf
            throw new Problem(Problem.Kind.MALFORMED, "a certificate request is not PKCS#10");
        }
    }

    /// The key that a request is for, when the request is signed by it, names this subject, and is of
    /// the kind that this role needs.
    static PublicKey keyOf(Bytes request, Subject expected) {
        try {
            var parsed = new PKCS10CertificationRequest(request.array());
            var key = new JcaPKCS10CertificationRequest(parsed).getPublicKey();
            var subject = Subject.of(new X500Principal(parsed.getSubject().getEncoded()));
            boolean proved =
                    parsed.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
            if (proved && subject.equals(Optional.of(expected)) && fits(key, expected.role())) {
                return key;
            }
        } catch (IOException
                | PKCSException
                | OperatorCreationException
                | GeneralSecurityException
                | RuntimeException e) {
            // Bouncy Castle reads a request as it is asked for its parts and reports what is broken
            // in
            // many unchecked ways. Falls through: one message for every way of being wrong.
        }
        throw new Problem(
                Problem.Kind.MALFORMED,
                "the certificate request for the "
                        + expected.role().word()
                        + " key is not signed by it, names another subject, or is for another kind"
                        + " of key");
    }

    private static boolean fits(PublicKey key, CertificateRole role) {
        var algorithm = VerifyingKey.of(key).algorithm();
        return role == CertificateRole.SEAL || algorithm.equals(Joining.algorithm(role));
    }
}
