package org.saphan.members;

import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;

/// Whom and what a certificate of the exchange stands for: `O=<instance>, OU=<role>, CN=<name>`.
record Subject(String instance, CertificateRole role, String name) {

    X500Principal principal() {
        return new X500Principal("CN=" + name + ",OU=" + role.word() + ",O=" + instance);
    }

    /// Empty when the subject is not one of ours.
    static Optional<Subject> of(X509Certificate certificate) {
        return of(certificate.getSubjectX500Principal());
    }

    static Optional<Subject> of(X500Principal principal) {
        try {
            var parts = new HashMap<String, String>();
            var names = new LdapName(principal.getName()).getRdns();
            for (var name : names) {
                parts.put(name.getType(), name.getValue().toString());
            }
            // A second CN, or one beside another part, would be read by somebody else as the name.
            boolean plain = names.size() == 3 && names.stream().allMatch(name -> name.size() == 1);
            return plain && parts.size() == 3 ? read(parts) : Optional.empty();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    private static Optional<Subject> read(Map<String, String> parts) {
        for (var role : CertificateRole.values()) {
            if (role.word().equals(parts.get("OU"))
                    && parts.containsKey("O")
                    && parts.containsKey("CN")) {
                return Optional.of(new Subject(parts.get("O"), role, parts.get("CN")));
            }
        }
        return Optional.empty();
    }
}
