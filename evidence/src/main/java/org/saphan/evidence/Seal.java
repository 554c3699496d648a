package org.saphan.evidence;

import java.time.Instant;
import java.util.List;

/// A member's signature over a batch of texts: the signature is over the small text of the batch's
/// Merkle root, and the path leads from one text to that root. A batch of one has an empty path.
///
/// `openssl` checks the signature over [#batchText] without any of our code; see `docs/evidence.md`.
///
/// @param key       SHA-256 of the signer's SubjectPublicKeyInfo
/// @param algorithm `ES256` (DER, low s) or `Ed25519`
public record Seal(
        String signer,
        Bytes key,
        String algorithm,
        Instant time,
        long size,
        long index,
        List<Bytes> path,
        Bytes signature) {

    static final String FORMAT = "saphan.org/seal/v1";
    private static final String BATCH = "saphan.org/batch/v1";

    /// A batch above this size is refused: no node has that many messages in flight.
    public static final int MAX_BATCH = 1 << 16;

    public Seal {
        Names.member("signer", signer);
        RequestStatement.requireHash("key", key);
        if (!algorithm.equals("ES256") && !algorithm.equals("Ed25519")) {
            throw new MalformedText("algorithm", "not ES256 or Ed25519");
        }
        if (size < 1 || size > MAX_BATCH) {
            throw new MalformedText("size", "not between 1 and " + MAX_BATCH);
        }
        if (index < 0 || index >= size) {
            throw new MalformedText("index", "not below the size");
        }
        path = List.copyOf(path);
        path.forEach(hash -> RequestStatement.requireHash("path", hash));
        // Here and not when it is checked: whoever can read a seal can check it.
        if (path.size() != Merkle.pathLength(index, size)) {
            throw new MalformedText("path", "too long or too short");
        }
        if (signature.size() > 128) {
            throw new MalformedText("signature", "too long");
        }
    }

    /// The bytes that were signed, given one text that the seal claims to cover.
    public Bytes batchText(Bytes sealed) {
        return batchText(
                signer,
                key,
                algorithm,
                time,
                size,
                Merkle.rootBy(Merkle.leaf(sealed), index, size, path));
    }

    static Bytes batchText(
            String signer, Bytes key, String algorithm, Instant time, long size, Bytes root) {
        return Text.write(BATCH)
                .line("signer", signer)
                .line("key", key)
                .line("algorithm", algorithm)
                .line("time", time)
                .line("size", size)
                .line("root", root)
                .bytes();
    }

    public Bytes bytes() {
        return Text.write(FORMAT)
                .line("signer", signer)
                .line("key", key)
                .line("algorithm", algorithm)
                .line("time", time)
                .line("size", size)
                .line("index", index)
                .lines("path", path.stream().map(Bytes::base64).toList())
                .line("signature", signature)
                .bytes();
    }

    public static Seal parse(Bytes bytes) {
        var text = Text.read(bytes, FORMAT);
        var seal =
                new Seal(
                        text.line("signer"),
                        text.hash("key"),
                        text.line("algorithm"),
                        text.time("time"),
                        text.number("size"),
                        text.number("index"),
                        text.lines("path").stream().map(Seal::pathEntry).toList(),
                        text.base64("signature"));
        text.end();
        return seal;
    }

    private static Bytes pathEntry(String value) {
        try {
            return Bytes.fromBase64(value);
        } catch (MalformedText e) {
            throw new MalformedText("path", "not base64");
        }
    }
}
