package org.saphan.kernel.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// [Tls] in the words of Vert.x. BoringSSL does the records where its native part loads.
final class TlsOptions {

    /// Between sites.
    static final Set<String> ONLY = Set.of("TLSv1.3");

    /// For calling systems, some of which are old.
    static final Set<String> CALLERS = Set.of("TLSv1.3", "TLSv1.2");

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

    static TrustOptions trust(Tls tls) {
        return tls.isMutual()
                ? new PemTrustOptions().addCertValue(Buffer.buffer(pem(tls.roots())))
                : TrustOptions.wrap(new Anyone());
    }

    /// TLS proves that the other side has the certificate's key. Whether the certificate counts is
    /// asked later, by whoever knows the registered ones.
    private static final class Anyone extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            throw notForServers();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw notForServers();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw notForServers();
        }

        private static CertificateException notForServers() {
            return new CertificateException("servers are believed by their roots only");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
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
