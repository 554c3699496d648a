package org.saphan.acceptance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Bare connections to one site's listeners, also to the one that wants a node's certificate.
///
/// @param keys the key directory of the site whose certificate is shown to peers
record Doors(Site site, Path keys) {

    private static final char[] NONE = {};

    Socket open(String door) throws IOException, GeneralSecurityException {
        return switch (door) {
            case "peers" -> tls(own(), "TLSv1.3");
            case "peers-anonymous" -> tls(new KeyManager[0], "TLSv1.3");
            case "peers-old" -> tls(own(), "TLSv1.2");
            case "peers-plain" -> plain("peers");
            default -> plain(door);
        };
    }

    private Socket plain(String listener) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), site.port(listener));
    }

    private Socket tls(KeyManager[] shown, String version)
            throws IOException, GeneralSecurityException {
        var socket =
                (SSLSocket)
                        context(shown)
                                .getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), site.port("peers"));
        socket.setEnabledProtocols(new String[] {version});
        return socket;
    }

    private static SSLContext context(KeyManager[] shown) throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(shown, new TrustManager[] {new Anybody()}, null);
        return context;
    }

    /// For either side of mutual TLS, as the site with these keys.
    static SSLContext context(Path keys) throws IOException, GeneralSecurityException {
        return context(own(keys));
    }

    private KeyManager[] own() throws IOException, GeneralSecurityException {
        return own(keys);
    }

    private static KeyManager[] own(Path keys) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NONE);
        var key =
                KeyFactory.getInstance("EC")
                        .generatePrivate(new PKCS8EncodedKeySpec(der(keys.resolve("tls.key"))));
        var certificate =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(der(keys.resolve("tls.crt"))));
        store.setKeyEntry("own", key, NONE, new Certificate[] {certificate});
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NONE);
        return factory.getKeyManagers();
    }

    private static byte[] der(Path pem) throws IOException {
        // The first block: behind a private key its public one follows.
        var block = Files.readString(pem).split("-----[A-Z ]+-----")[1];
        return Base64.getMimeDecoder().decode(block);
    }

    /// A stranger does not care who answers.
    private static final class Anybody implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
