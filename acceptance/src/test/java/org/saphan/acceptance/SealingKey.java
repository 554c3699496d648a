package org.saphan.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/// A P-256 key with which somebody seals, in whose name ever.
///
/// @param fingerprint SHA-256 of the SubjectPublicKeyInfo
record SealingKey(PrivateKey secret, byte[] fingerprint) {

    private static final BigInteger HALF_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
                    .shiftRight(1);

    static SealingKey of(Site site, String member) {
        return read(site.directory().resolve("keys/seal_" + member.replace('/', '_') + ".key"));
    }

    static SealingKey read(Path pem) {
        try {
            // A private key, and behind it its public one.
            var blocks = Files.readString(pem).split("-----[A-Z ]+-----");
            var secret =
                    KeyFactory.getInstance("EC")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(
                                            Base64.getMimeDecoder().decode(blocks[1])));
            return new SealingKey(secret, Lines.sha256(Base64.getMimeDecoder().decode(blocks[3])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static SealingKey unknown() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            return new SealingKey(pair.getPrivate(), Lines.sha256(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// A batch of one.
    Lines seal(String signer, byte[] text) {
        return seal(signer, 1, leafHash(text)).drop("path");
    }

    /// The first of a batch of two.
    Lines sealFirstOfTwo(String signer, byte[] text, byte[] other) {
        var root = Lines.sha256(new byte[] {1}, leafHash(text), leafHash(other));
        return seal(signer, 2, root).set("path", leafHash(other));
    }

    private static byte[] leafHash(byte[] text) {
        return Lines.sha256(new byte[] {0}, text);
    }

    private Lines seal(String signer, int size, byte[] root) {
        var time = Instant.now();
        var batch =
                new Lines("saphan.org/batch/v1")
                        .set("signer", signer)
                        .set("key", fingerprint)
                        .set("algorithm", "ES256")
                        .set("time", time)
                        .set("size", size)
                        .set("root", root);
        return new Lines("saphan.org/seal/v1")
                .set("signer", signer)
                .set("key", fingerprint)
                .set("algorithm", "ES256")
                .set("time", time)
                .set("size", size)
                .set("index", 0)
                .set("path", "")
                .set("signature", sign(batch.bytes()));
    }

    /// Signs until the smaller s comes out, the only one that counts.
    private byte[] sign(byte[] text) {
        try {
            while (true) {
                var signature = Signature.getInstance("SHA256withECDSA");
                signature.initSign(secret);
                signature.update(text);
                var der = signature.sign();
                int s = 4 + der[3] + 2;
                if (new BigInteger(Arrays.copyOfRange(der, s, der.length)).compareTo(HALF_ORDER)
                        <= 0) {
                    return der;
                }
            }
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
