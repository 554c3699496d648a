package org.saphan.kernel.http;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A root and what it certifies, for tests of TLS.
final class TestCertificates {

    private static final Duration DAY = Duration.ofDays(1);

    private final String name;
    private final KeyPair key = key();
    private final X509Certificate root;

    TestCertificates(String name) {
        this.name = name;
        this.root = certificate(name, key, true, Instant.now().plus(DAY.multipliedBy(9)));
    }

    /// A side that believes this root and is certified by it.
    Tls side(String common) {
        return side(common, Instant.now().plus(DAY));
    }

    Tls expired(String common) {
        return side(common, Instant.now().minus(DAY));
    }

    private Tls side(String common, Instant until) {
        var own = key();
        return new Tls(
                own.getPrivate(), List.of(certificate(common, own, false, until)), List.of(root));
    }

    /// A side that is certified by this root and believes another.
    Tls believing(TestCertificates other, String common) {
        var side = side(common);
        return new Tls(side.key(), side.chain(), List.of(other.root));
    }

    /// The same in the JDK's words, without or with a key of its own.
    static SSLContext context(Tls tls, boolean showsItself) {
        try {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            if (showsItself) {
                keys.setKeyEntry(
                        "own", tls.key(), new char[0], tls.chain().toArray(new Certificate[0]));
            }
            var managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(keys, new char[0]);
            var roots = KeyStore.getInstance("PKCS12");
            roots.load(null, null);
            roots.setCertificateEntry("root", tls.roots().getFirst());
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(roots);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair key() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate certificate(
            String common, KeyPair of, boolean authority, Instant until) {
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            new X500Principal("CN=" + name),
                            BigInteger.valueOf(System.nanoTime()),
                            Date.from(Instant.now().minus(DAY.multipliedBy(3))),
                            Date.from(until),
                            new X500Principal("CN=" + common),
                            of.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(key.getPrivate())));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
