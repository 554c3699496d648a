package org.saphan.kernel.http;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What one side of mutual TLS 1.3 needs: its own key with its chain, its own certificate first, and
/// the roots that it believes.
public record Tls(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> roots) {

    public Tls {
        chain = List.copyOf(chain);
        roots = List.copyOf(roots);
        if (chain.isEmpty() || roots.isEmpty()) {
            throw new IllegalArgumentException("TLS needs a certificate and a root");
        }
    }

    @Override
    public String toString() {
        return "TLS as " + chain.getFirst().getSubjectX500Principal();
    }
}
