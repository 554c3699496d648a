package org.saphan.notary;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.SigningKey;
import org.saphan.evidence.VerifyingKey;
import org.saphan.evidence.time.TimestampAuthority;

/// A real timestamp authority that certified itself.
final class TestAuthority {

    final TimestampAuthority authority;
    final Bytes fingerprint;

    TestAuthority(Clock clock) throws IOException {
        var key = SigningKey.generate("ES256");
        fingerprint = VerifyingKey.of(key.getPublic()).fingerprint();
        authority = new TimestampAuthority(key, certificate(key, clock), clock, new SecureRandom());
    }

    private static X509Certificate certificate(KeyPair key, Clock clock) throws IOException {
        var name = new X500Principal("O=TH, OU=time, CN=test");
        var now = clock.instant();
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.ONE,
                            Date.from(now.minus(Duration.ofDays(1))),
                            Date.from(now.plus(Duration.ofDays(1))),
                            name,
                            key.getPublic());
            var onlyForTime = new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping);
            builder.addExtension(Extension.extendedKeyUsage, true, onlyForTime);
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException | CertificateException e) {
            throw new IOException(e);
        }
    }
}
