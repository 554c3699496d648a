package org.saphan.kernel.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// What one side of TLS needs: its own key with its chain, its own certificate first, and the roots
/// that it believes. Without roots a listener asks for a certificate and takes any or none; whose it
/// is, the handler decides.
public record Tls(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> roots) {

    private static final String KEY_BEGINS = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_ENDS = "-----END PRIVATE KEY-----";

    public Tls {
        chain = List.copyOf(chain);
        roots = List.copyOf(roots);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("TLS needs a certificate");
        }
    }

    boolean isMutual() {
        return !roots.isEmpty();
    }

    /// From PEM files: a certificate with its chain, and its key in PKCS#8. The message of an
    /// `IOException` says which file and what is wrong with it.
    public static Tls read(Path certificates, Path key) throws IOException {
        try {
            var chain = new ArrayList<X509Certificate>();
            try (var in = Files.newInputStream(certificates)) {
                for (var one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    chain.add((X509Certificate) one);
                }
            }
            if (chain.isEmpty()) {
                throw new IOException(certificates + " holds no certificate");
            }
            return new Tls(privateKey(key), chain, List.of());
        } catch (CertificateException e) {
            throw new IOException(certificates + " is not X.509 certificates in PEM", e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        var text = Files.readString(file);
        int from = text.indexOf(KEY_BEGINS);
        int to = text.indexOf(KEY_ENDS);
        if (from < 0 || to < from) {
            throw new IOException(
                    file + " holds no key in PKCS#8; 'openssl pkcs8 -topk8 -nocrypt' makes one");
        }
        try {
            var der =
                    Base64.getMimeDecoder().decode(text.substring(from + KEY_BEGINS.length(), to));
            for (var algorithm : List.of("EC", "RSA")) {
                try {
                    return KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(der));
                } catch (InvalidKeySpecException e) {
                    // Perhaps it is of the other kind.
                }
            }
        } catch (IllegalArgumentException | NoSuchAlgorithmException e) {
            // falls through: one message for every way of being wrong
        }
        throw new IOException(file + " is not a private key of P-256 or RSA in PKCS#8");
    }

    @Override
    public String toString() {
        return "TLS as " + chain.getFirst().getSubjectX500Principal();
    }
}
