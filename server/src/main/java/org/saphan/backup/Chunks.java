package org.saphan.backup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// The cipher of one backup. A chunk's nonce is its number and whether it is the last one, so chunks
/// cannot be left out, repeated, put in another order or cut off at the end unseen.
final class Chunks {

    static final byte[] FORMAT = "saphan.org/backup/v1\n".getBytes(StandardCharsets.US_ASCII);
    static final int SALT = 32;
    static final int MAC = 32;
    static final int PLAIN = 64 << 10;
    static final int TAG = 16;

    private final SecretKey key;
    private final byte[] mac;
    private long number = 0;

    Chunks(BackupKey secret, byte[] salt) {
        this.key = secret.derive("AES", salt, "saphan.org/backup/v1 chunks");
        try {
            var hmac = Mac.getInstance("HmacSHA256");
            hmac.init(secret.derive("HmacSHA256", salt, "saphan.org/backup/v1 header"));
            hmac.update(FORMAT);
            this.mac = hmac.doFinal(salt);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    /// Tells a wrong key apart from a damaged file.
    byte[] mac() {
        return mac.clone();
    }

    byte[] encrypt(byte[] plain, int length, boolean last) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, last).doFinal(plain, 0, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encrypting a chunk", e);
        }
    }

    /// Throws when it is not exactly what was written at this place.
    byte[] decrypt(byte[] sealed, int length, boolean last) throws GeneralSecurityException {
        return cipher(Cipher.DECRYPT_MODE, last).doFinal(sealed, 0, length);
    }

    private Cipher cipher(int mode, boolean last) throws GeneralSecurityException {
        var nonce = ByteBuffer.allocate(12).putInt(last ? 1 : 0).putLong(number).array();
        number++;
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
        return cipher;
    }
}
