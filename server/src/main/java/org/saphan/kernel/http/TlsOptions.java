package org.saphan.kernel.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// [Tls] in the words of Vert.x. BoringSSL does the records where its native part loads.
final class TlsOptions {

    static final Set<String> ONLY = Set.of("TLSv1.3");

    private TlsOptions() {}

    static SSLEngineOptions engine() {
        return OpenSSLEngineOptions.isAvailable()
                ? new OpenSSLEngineOptions()
                : new JdkSSLEngineOptions();
    }

    static PemKeyCertOptions key(Tls tls) {
        return new PemKeyCertOptions()
                .addKeyValue(Buffer.buffer(pem("PRIVATE KEY", tls.key().getEncoded())))
                .addCertValue(Buffer.buffer(pem(tls.chain())));
    }

    static PemTrustOptions trust(Tls tls) {
        return new PemTrustOptions().addCertValue(Buffer.buffer(pem(tls.roots())));
    }

    private static String pem(List<X509Certificate> certificates) {
        var text = new StringBuilder();
        for (var certificate : certificates) {
            try {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("encoding a certificate", e);
            }
        }
        return text.toString();
    }

    private static String pem(String label, byte[] der) {
        var body =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
