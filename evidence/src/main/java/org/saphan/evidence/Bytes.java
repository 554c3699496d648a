package org.saphan.evidence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// Bytes as they were received or signed: immutable, equal by value, printed as hex.
///
/// Signatures and hashes are over bytes, so they travel unchanged from the socket to the disk.
public final class Bytes implements Comparable<Bytes> {

    private static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /// Copies, so that the caller may go on using the array.
    public static Bytes of(byte... value) {
        return value.length == 0 ? EMPTY : new Bytes(value.clone());
    }

    /// Takes the array over without a copy. The caller promises never to touch it again.
    public static Bytes owning(byte[] value) {
        return value.length == 0 ? EMPTY : new Bytes(value);
    }

    public static Bytes utf8(String text) {
        return owning(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Bytes empty() {
        return EMPTY;
    }

    /// Standard base64 in its one canonical form: padded, no white space, no stray bits.
    public static Bytes fromBase64(String text) {
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedText("base64", "not base64");
        }
        if (!Base64.getEncoder().encodeToString(decoded).equals(text)) {
            throw new MalformedText("base64", "not canonical base64");
        }
        return owning(decoded);
    }

    /// Lower-case hex; anything else is refused.
    public static Bytes fromHex(String text) {
        byte[] decoded;
        try {
            decoded = HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedText("hex", "not hex");
        }
        if (!HexFormat.of().formatHex(decoded).equals(text)) {
            throw new MalformedText("hex", "not lower-case hex");
        }
        return owning(decoded);
    }

    public int size() {
        return value.length;
    }

    public byte at(int index) {
        return value[index];
    }

    /// A copy that the caller may change.
    public byte[] array() {
        return value.clone();
    }

    /// The bytes themselves, for APIs that only read. Writing to them is a bug.
    public byte[] unsafe() {
        return value;
    }

    public Bytes slice(int from, int to) {
        return owning(Arrays.copyOfRange(value, from, to));
    }

    public Bytes concat(Bytes other) {
        var joined = Arrays.copyOf(value, value.length + other.value.length);
        System.arraycopy(other.value, 0, joined, value.length, other.value.length);
        return owning(joined);
    }

    public Bytes sha256() {
        return owning(newSha256().digest(value));
    }

    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(value);
    }

    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    /// In a time that does not depend on where the first difference stands.
    public boolean equalsInConstantTime(Bytes other) {
        return MessageDigest.isEqual(value, other.value);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return hex();
    }
}
