package org.saphan.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A key with its own certificate, made by the JDK's keytool, as an agency's technician would.
///
/// @param store PKCS#12
/// @param pem   the certificate alone
record Certified(Path store, Path pem) {

    private static final String PASSWORD = "invented";

    /// @param from when it begins to count, as keytool takes it, for example `-1d`
    static Certified make(Path directory, String name, String from, int days) {
        var store = directory.resolve(name + ".p12");
        var pem = directory.resolve(name + ".pem");
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-startdate",
                from,
                "-validity",
                Integer.toString(days),
                "-keystore",
                store,
                "-storepass",
                PASSWORD);
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                name,
                "-file",
                pem,
                "-keystore",
                store,
                "-storepass",
                PASSWORD);
        return new Certified(store, pem);
    }

    /// The private key as a server's settings want it.
    Path key() {
        var file = store.resolveSibling(store.getFileName() + ".key");
        run(
                List.of(
                        "openssl",
                        "pkcs12",
                        "-in",
                        store.toString(),
                        "-nodes",
                        "-nocerts",
                        "-passin",
                        "pass:" + PASSWORD,
                        "-out",
                        file.toString()));
        return file;
    }

    private static void keytool(Object... words) {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        List.of(words).forEach(word -> line.add(word.toString()));
        run(line);
    }

    private static void run(List<String> line) {
        var ran = Saphan.run(new ProcessBuilder(line), Duration.ofSeconds(30));
        if (ran.status() != 0) {
            throw new AssertionError(line + " ended with " + ran);
        }
    }

    /// A client that believes this server and shows its own certificate.
    HttpClient calling(Certified server) {
        return client(server, keys());
    }

    /// A client that believes this server and shows nothing.
    static HttpClient nobodyCalling(Certified server) {
        return client(server, new KeyManager[0]);
    }

    private KeyManager[] keys() {
        try (var in = Files.newInputStream(store)) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD.toCharArray());
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpClient client(Certified server, KeyManager[] keys) {
        try (var in = Files.newInputStream(server.pem())) {
            var roots = KeyStore.getInstance("PKCS12");
            roots.load(null, null);
            roots.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(roots);
            var context = SSLContext.getInstance("TLS");
            context.init(keys, factory.getTrustManagers(), null);
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .sslContext(context)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
