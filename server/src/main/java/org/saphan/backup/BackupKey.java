package org.saphan.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// What opens a backup: 32 bytes in base64, in a file of its own. It belongs where the backups are not.
public final class BackupKey {

    private static final int SIZE = 32;

    private final byte[] secret;

    private BackupKey(byte[] secret) {
        this.secret = secret;
    }

    public static BackupKey read(Path file) throws IOException {
        try {
            var secret =
                    Base64.getDecoder()
                            .decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
            if (secret.length == SIZE) {
                return new BackupKey(secret);
            }
        } catch (IllegalArgumentException e) {
            // falls through: one message for every way of being wrong
        }
        throw new IOException(file + " is not a backup's key: " + SIZE + " bytes in base64");
    }

    /// A new key in a new file that only its owner can read; one that is there is never overwritten.
    public static void create(Path file, SecureRandom random) throws IOException {
        var secret = new byte[SIZE];
        random.nextBytes(secret);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Base64.getEncoder().encodeToString(secret) + "\n");
    }

    /// Another key for each backup and each use, so that no nonce ever counts twice.
    SecretKey derive(String algorithm, byte[] salt, String use) {
        try {
            var parameters =
                    HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .addSalt(salt)
                            .thenExpand(use.getBytes(StandardCharsets.US_ASCII), SIZE);
            return KDF.getInstance("HKDF-SHA256").deriveKey(algorithm, parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has HKDF-SHA256", e);
        }
    }

    @Override
    public String toString() {
        return "backup key (withheld)";
    }
}
