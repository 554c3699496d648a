package org.saphan.notary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.saphan.evidence.Bytes;

/// The key under which this site finds a citizen again. It never leaves the site, and once it is
/// destroyed nobody can tell any more whom the index was about.
final class SubjectSecret {

    private static final String FILE = "subject.key";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIZE = 32;

    private final SecretKeySpec key;

    private SubjectSecret(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /// Made once; a file of another size is not ours to replace.
    static SubjectSecret open(Path keys, SecureRandom random) throws IOException {
        var file = keys.resolve(FILE);
        if (!Files.exists(file)) {
            create(keys, file, random);
        }
        var bytes = Files.readAllBytes(file);
        if (bytes.length != SIZE) {
            throw new IOException(file + " is not a key of " + SIZE + " bytes");
        }
        return new SubjectSecret(bytes);
    }

    /// Durable under its own name before anything is written with it.
    private static void create(Path keys, Path file, SecureRandom random) throws IOException {
        var owner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(keys, owner);
        var bytes = new byte[SIZE];
        random.nextBytes(bytes);
        var draft = keys.resolve(FILE + ".new");
        Files.deleteIfExists(draft);
        var secret =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(draft, options, secret)) {
            channel.write(ByteBuffer.wrap(bytes));
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        try (var directory = FileChannel.open(keys, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    Notary.SubjectKey keyOf(String number) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return new Notary.SubjectKey(Bytes.owning(mac.doFinal(Bytes.utf8(number).unsafe())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
