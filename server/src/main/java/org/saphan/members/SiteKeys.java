package org.saphan.members;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.SigningKey;
import org.saphan.evidence.log.NoteKey;
import org.saphan.evidence.log.NoteSigner;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.http.Tls;

/// The keys of a site, as files that only its user can read: `tls.key` with `tls.crt`, and so on. A
/// key is made once and never overwritten.
public final class SiteKeys {

    private static final String SEAL = "seal_";

    private final Path directory;

    private SiteKeys(Path directory) {
        this.directory = directory;
    }

    /// Creates the directory when it is not there; no key.
    public static SiteKeys open(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                // Only the keys are closed to others: the database's user must pass the site's
                // data.
                Files.createDirectories(directory.toAbsolutePath().getParent());
                Files.createDirectory(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            return new SiteKeys(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("creating " + directory, e);
        }
    }

    /// The file names of keys: one for each role, and one seal for each member.
    static String nameOf(CertificateRole role) {
        return role.word();
    }

    static String sealOf(MemberId member) {
        return SEAL + member.value().replace('/', '_');
    }

    boolean has(String name) {
        return Files.exists(keyFile(name));
    }

    boolean hasCertificate(String name) {
        return Files.exists(certificateFile(name));
    }

    /// Until when the certificate of each key of this site counts.
    public Map<String, Instant> ends() {
        var ends = new TreeMap<String, Instant>();
        try (var files = Files.newDirectoryStream(directory, "*.crt")) {
            for (var file : files) {
                var name = file.getFileName().toString();
                var key = name.substring(0, name.length() - ".crt".length());
                ends.put(key, certificate(key).getNotAfter().toInstant());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + directory, e);
        }
        return ends;
    }

    /// The members whose seal keys this site holds.
    public Set<MemberId> members() {
        var members = new TreeSet<MemberId>((a, b) -> a.value().compareTo(b.value()));
        try (var files = Files.newDirectoryStream(directory, SEAL + "*.crt")) {
            for (var file : files) {
                var name = file.getFileName().toString();
                members.add(
                        MemberId.parse(
                                name.substring(SEAL.length(), name.length() - ".crt".length())
                                        .replace('_', '/')));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + directory, e);
        }
        return members;
    }

    /// The key of this name, made now when there is none.
    KeyPair pair(String name, String algorithm) {
        if (!has(name)) {
            var pair = SigningKey.generate(algorithm);
            write(
                    keyFile(name),
                    pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                            + pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        }
        return read(name, Optional.empty());
    }

    private KeyPair read(String name, Optional<Provider> provider) {
        var text = text(keyFile(name));
        for (var algorithm : List.of("EC", "Ed25519")) {
            try {
                var factory =
                        provider.isPresent()
                                ? KeyFactory.getInstance(algorithm, provider.get())
                                : KeyFactory.getInstance(algorithm);
                return new KeyPair(
                        factory.generatePublic(new X509EncodedKeySpec(unpem("PUBLIC KEY", text))),
                        factory.generatePrivate(
                                new PKCS8EncodedKeySpec(unpem("PRIVATE KEY", text))));
            } catch (GeneralSecurityException e) {
                // tried with the next algorithm
            }
        }
        throw new IllegalStateException(keyFile(name) + " holds no key of a known kind");
    }

    void keep(String name, X509Certificate certificate) {
        try {
            write(certificateFile(name), pem("CERTIFICATE", certificate.getEncoded()));
        } catch (CertificateException e) {
            throw new IllegalStateException("encoding a certificate", e);
        }
    }

    X509Certificate certificate(String name) {
        return parse(Bytes.of(unpem("CERTIFICATE", text(certificateFile(name)))))
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        certificateFile(name) + " holds no certificate"));
    }

    static Optional<X509Certificate> parse(Bytes der) {
        try {
            var parsed =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der.unsafe()));
            return Bytes.of(parsed.getEncoded()).equals(der)
                    ? Optional.of(parsed)
                    : Optional.empty();
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    public X509Certificate root() {
        return certificate("root");
    }

    public boolean hasJoined() {
        return hasCertificate("root") && hasCertificate(nameOf(CertificateRole.TLS));
    }

    public Tls tls() {
        var name = nameOf(CertificateRole.TLS);
        return new Tls(
                read(name, Optional.empty()).getPrivate(),
                List.of(certificate(name), root()),
                List.of(root()));
    }

    /// Signs the heads of this site's log; the certificate names the log's origin.
    public NoteSigner log() {
        return noteSigner(CertificateRole.LOG, NoteKey.Kind.LOG);
    }

    public NoteSigner witness() {
        return noteSigner(CertificateRole.WITNESS, NoteKey.Kind.WITNESS);
    }

    private NoteSigner noteSigner(CertificateRole role, NoteKey.Kind kind) {
        var name = Subject.of(certificate(nameOf(role))).orElseThrow().name();
        return NoteSigner.of(name, kind, SigningKey.of(read(nameOf(role), Optional.empty())));
    }

    public SigningKey seal(MemberId member) {
        return fast(sealOf(member));
    }

    SigningKey trust() {
        return fast(nameOf(CertificateRole.TRUST));
    }

    /// The hub's timestamp authority.
    public KeyPair time() {
        return read(nameOf(CertificateRole.TIME), Optional.empty());
    }

    public X509Certificate timeCertificate() {
        return certificate(nameOf(CertificateRole.TIME));
    }

    private SigningKey fast(String name) {
        return SigningKey.of(read(name, FastCrypto.provider()), FastCrypto.provider());
    }

    private Path keyFile(String name) {
        return directory.resolve(name + ".key");
    }

    private Path certificateFile(String name) {
        return directory.resolve(name + ".crt");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private static String pem(String label, byte[] der) {
        var body =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private static byte[] unpem(String label, String text) {
        var begin = "-----BEGIN " + label + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from) {
            throw new IllegalStateException("a PEM block of " + label + " is missing");
        }
        return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    }

    /// Whole, durable and unreadable for others, or not there at all.
    private static void write(Path file, String text) {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
