package org.saphan.callers;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.saphan.evidence.Bytes;

/// Something by which a system can be known.
sealed interface Credential {

    /// @param sha256 of the whole certificate: who renews it registers it again
    record Certificate(Bytes sha256) implements Credential {

        static Certificate of(X509Certificate certificate) {
            try {
                return new Certificate(Bytes.of(certificate.getEncoded()).sha256());
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("a certificate without an encoding", e);
            }
        }
    }

    /// @param subject the token's `sub` at that issuer
    record Client(String issuer, String subject) implements Credential {}

    default String kind() {
        return switch (this) {
            case Certificate _ -> "CERTIFICATE";
            case Client _ -> "CLIENT";
        };
    }

    /// Empty where no issuer stands behind it.
    default String by() {
        return switch (this) {
            case Certificate _ -> "";
            case Client client -> client.issuer();
        };
    }

    default String value() {
        return switch (this) {
            case Certificate certificate -> certificate.sha256().hex();
            case Client client -> client.subject();
        };
    }

    static Credential of(String kind, String issuer, String value) {
        return kind.equals("CERTIFICATE")
                ? new Certificate(Bytes.fromHex(value))
                : new Client(issuer, value);
    }
}
