package org.saphan.evidence.vectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.saphan.evidence.Bytes;

/// A certificate to be, every part of which a vector may change.
///
/// @param purposes extended key usages; none leaves the extension out
record Certificate(
        String instance,
        String role,
        String name,
        Keys key,
        Keys issuer,
        Instant from,
        Instant to,
        List<KeyPurposeId> purposes,
        boolean critical) {

    static final Keys ROOT = Keys.of("root", "ES256");
    static final Keys OTHER_ROOT = Keys.of("other root", "ES256");

    static Certificate of(String role, String name, Keys key) {
        boolean root = role.equals("root");
        return new Certificate(
                "TH",
                role,
                name,
                key,
                root ? key : ROOT,
                Draft.AT.minus(Duration.ofDays(1)),
                Draft.AT.plus(Duration.ofDays(root ? 7000 : 700)),
                role.equals("time") ? List.of(KeyPurposeId.id_kp_timeStamping) : List.of(),
                true);
    }

    Certificate of(String otherInstance) {
        return new Certificate(
                otherInstance, role, name, key, issuer, from, to, purposes, critical);
    }

    Certificate as(String otherRole, String otherName) {
        return new Certificate(
                instance, otherRole, otherName, key, issuer, from, to, purposes, critical);
    }

    Certificate by(Keys otherIssuer) {
        return new Certificate(
                instance, role, name, key, otherIssuer, from, to, purposes, critical);
    }

    Certificate valid(Instant since, Instant until) {
        return new Certificate(instance, role, name, key, issuer, since, until, purposes, critical);
    }

    Certificate forPurposes(boolean important, KeyPurposeId... others) {
        return new Certificate(
                instance, role, name, key, issuer, from, to, List.of(others), important);
    }

    X509CertificateHolder holder() {
        try {
            var builder =
                    new X509v3CertificateBuilder(
                            new X500Name("CN=" + issuer.name() + ",OU=root,O=TH"),
                            new BigInteger(1, key.fingerprint().slice(0, 8).array()),
                            Date.from(from),
                            Date.from(to),
                            new X500Name("CN=" + name + ",OU=" + role + ",O=" + instance),
                            SubjectPublicKeyInfo.getInstance(key.spki().array()));
            builder.addExtension(
                    Extension.basicConstraints, true, new BasicConstraints(role.equals("root")));
            if (!purposes.isEmpty()) {
                builder.addExtension(
                        Extension.extendedKeyUsage,
                        critical,
                        new ExtendedKeyUsage(purposes.toArray(new KeyPurposeId[0])));
            }
            return builder.build(issuer.contentSigner());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Bytes der() {
        try {
            return Bytes.owning(holder().getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
