package org.saphan.evidence.receipt;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;

/// The certificates of a receipt, all of which the root must have signed. The subject says what a key
/// is for: `O=<instance>, OU=<role>, CN=<name>`.
final class Certificates {

    /// @param role `seal`, `log`, `witness` or `time`
    record Certified(X509Certificate certificate, String instance, String role, String name) {

        Bytes fingerprint() {
            return Bytes.of(certificate.getPublicKey().getEncoded()).sha256();
        }
    }

    private final X509Certificate root;
    private final Anchor anchor;
    private final Map<Bytes, Certified> byKey = new HashMap<>();

    private Certificates(X509Certificate root, Anchor anchor) {
        this.root = root;
        this.anchor = anchor;
    }

    /// Refuses anything that the root did not sign, or that is there twice.
    static Certificates of(List<Bytes> ders, Anchor anchor) {
        var certificates = new Certificates(parse(anchor.root()), anchor);
        for (var der : ders) {
            var certified = certificates.checked(parse(der));
            if (certificates.byKey.put(certified.fingerprint(), certified) != null) {
                throw new MalformedText("certificate", "is there twice");
            }
        }
        return certificates;
    }

    static X509Certificate parse(Bytes der) {
        try {
            var certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der.unsafe()));
            if (Bytes.of(certificate.getEncoded()).equals(der)) {
                return certificate;
            }
        } catch (CertificateException e) {
            // falls through: one message for every way of being wrong
        }
        throw new MalformedText("certificate", "not one certificate in DER");
    }

    private Certified checked(X509Certificate certificate) {
        requireSignedByRoot(certificate);
        return named(certificate)
                .filter(found -> found.instance().equals(anchor.instance()))
                .orElseThrow(() -> new MalformedText("certificate", "has a foreign subject"));
    }

    private void requireSignedByRoot(X509Certificate certificate) {
        try {
            certificate.verify(root.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new MalformedText("certificate", "the root did not sign it");
        }
    }

    private static Optional<Certified> named(X509Certificate certificate) {
        try {
            var parts = new HashMap<String, String>();
            for (var rdn :
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                parts.put(rdn.getType(), rdn.getValue().toString());
            }
            if (!parts.keySet().equals(Set.of("O", "OU", "CN"))) {
                return Optional.empty();
            }
            return Optional.of(
                    new Certified(
                            certificate,
                            parts.getOrDefault("O", ""),
                            parts.getOrDefault("OU", ""),
                            parts.getOrDefault("CN", "")));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    /// The key with this fingerprint, when it is certified for this role under this name.
    Optional<Certified> find(Bytes fingerprint, String role, String name) {
        return Optional.ofNullable(byKey.get(fingerprint))
                .filter(found -> found.role().equals(role) && found.name().equals(name));
    }

    List<Certified> ofRole(String role) {
        var found = new ArrayList<Certified>();
        byKey.values().stream().filter(c -> c.role().equals(role)).forEach(found::add);
        return found;
    }

    /// A certificate that came another way, for example inside a timestamp.
    Certified foreign(X509Certificate certificate) {
        return checked(certificate);
    }

    /// Did this key count at that moment? What happened to it later spoils nothing.
    boolean isGoodAt(Certified certified, Instant at) {
        var revoked = anchor.revoked().get(certified.fingerprint());
        return !at.isBefore(certified.certificate().getNotBefore().toInstant())
                && !at.isAfter(certified.certificate().getNotAfter().toInstant())
                && (revoked == null || at.isBefore(revoked));
    }
}
