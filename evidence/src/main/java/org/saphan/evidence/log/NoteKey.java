package org.saphan.evidence.log;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.VerifyingKey;

/// The public key of a log or a witness, as C2SP `signed-note` writes it: `name+keyid+base64`.
///
/// @param name   of a log, its origin; of a witness, its own name
/// @param kind   what the signature says: [Kind#LOG] or [Kind#WITNESS]
/// @param public32 the 32 bytes of the Ed25519 key
public record NoteKey(String name, Kind kind, Bytes public32) {

    /// The SubjectPublicKeyInfo of an Ed25519 key is this prefix and the 32 bytes (RFC 8410 §4).
    private static final Bytes SPKI_PREFIX = Bytes.fromHex("302a300506032b6570032100");

    public enum Kind {
        /// Ed25519 over the note's text.
        LOG(0x01),
        /// C2SP `tlog-cosignature`: Ed25519 over `cosignature/v1`, a time, and the note's text.
        WITNESS(0x04);

        private final byte algorithm;

        Kind(int algorithm) {
            this.algorithm = (byte) algorithm;
        }
    }

    public NoteKey {
        if (name.isEmpty() || name.contains("+") || hasBlank(name)) {
            throw new MalformedText("name", "not a key name");
        }
        if (public32.size() != 32) {
            throw new MalformedText("key", "not 32 bytes");
        }
    }

    private static boolean hasBlank(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= 0x20 || c == 0x7f || Character.isWhitespace(c)) {
                return true;
            }
        }
        return false;
    }

    /// The name and the bytes of an Ed25519 key that came in another form, for example a certificate.
    public static NoteKey of(String name, Kind kind, PublicKey key) {
        var spki = Bytes.of(key.getEncoded());
        int prefix = SPKI_PREFIX.size();
        if (spki.size() != prefix + 32 || !spki.slice(0, prefix).equals(SPKI_PREFIX)) {
            throw new MalformedText("key", "not an Ed25519 key");
        }
        return new NoteKey(name, kind, spki.slice(prefix, spki.size()));
    }

    /// The first four bytes of SHA-256(name, newline, algorithm, key).
    public Bytes id() {
        var sha256 = Bytes.newSha256();
        sha256.update(name.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) '\n');
        sha256.update(kind.algorithm);
        sha256.update(public32.unsafe());
        return Bytes.owning(sha256.digest()).slice(0, 4);
    }

    public PublicKey publicKey() {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(SPKI_PREFIX.concat(public32).array()));
        } catch (GeneralSecurityException e) {
            throw new MalformedText("key", "not an Ed25519 key");
        }
    }

    public boolean verifies(Bytes message, Bytes signature) {
        return VerifyingKey.of(publicKey()).verifies(message, signature);
    }

    /// The verifier key that other tools take: `name+keyid+base64`.
    public String line() {
        return name + "+" + id().hex() + "+" + Bytes.of(kind.algorithm).concat(public32).base64();
    }

    public static NoteKey parse(String line) {
        var parts = line.split("\\+", 3);
        if (parts.length != 3) {
            throw new MalformedText("key", "not name+keyid+base64");
        }
        var bytes = Bytes.fromBase64(parts[2]);
        if (bytes.size() != 33) {
            throw new MalformedText("key", "not one algorithm byte and 32 bytes");
        }
        for (var kind : Kind.values()) {
            if (kind.algorithm == bytes.at(0)) {
                var key = new NoteKey(parts[0], kind, bytes.slice(1, 33));
                if (key.line().equals(line)) {
                    return key;
                }
                throw new MalformedText("key", "the key id does not fit the key");
            }
        }
        throw new MalformedText("key", "of an unknown kind");
    }

    @Override
    public String toString() {
        return line();
    }
}
