package org.saphan.evidence.vectors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.log.Reference;

/// `seals.json`: a text, a seal, a key, the batch text that was signed, and whether the seal holds.
final class SealVectors {

    private static final String MEMBER = Draft.PROVIDER;
    private static final Bytes TEXT = Bytes.utf8("a text\n");

    private final List<Map<String, Object>> vectors = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    static List<Map<String, Object>> make() {
        var all = new SealVectors();
        for (var algorithm : List.of("ES256", "Ed25519")) {
            all.batches(algorithm);
            all.changes(algorithm);
        }
        all.encodings();
        return all.vectors;
    }

    private static Keys key(String algorithm) {
        return Draft.sealKey(MEMBER, algorithm).key();
    }

    private static Lines seal(Keys key, int size, int index) {
        return Draft.seal(key, MEMBER, Draft.AT, TEXT, size, index);
    }

    private void batches(String algorithm) {
        var key = key(algorithm);
        for (int size : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 33, 100}) {
            for (int index : new int[] {0, 1, size / 2, size - 2, size - 1}) {
                if (index >= 0 && index < size && seen.add(algorithm + size + "/" + index)) {
                    add(
                            "text %d of %d".formatted(index, size),
                            key,
                            seal(key, size, index),
                            TEXT,
                            true);
                }
            }
        }
    }

    /// Every line of a seal over the third of five texts.
    private void changes(String algorithm) { // tidy: a list of cases
        var key = key(algorithm);
        var good = seal(key, 5, 2);
        var other = Bytes.utf8("other").sha256();
        wrong("over another text", key, good, text -> text, Bytes.utf8("another text\n"));
        wrong(
                "over a text with one byte more",
                key,
                good,
                text -> text,
                TEXT.concat(Bytes.utf8("\n")));
        wrong("signer", key, good, text -> text.set("signer", Draft.CONSUMER), TEXT);
        wrong("key", key, good, text -> text.set("key", other), TEXT);
        wrong(
                "algorithm",
                key,
                good,
                text -> text.set("algorithm", algorithm.equals("ES256") ? "Ed25519" : "ES256"),
                TEXT);
        wrong("time", key, good, text -> text.set("time", "2026-11-24T03:00:00.124Z"), TEXT);
        wrong("size 4", key, good, text -> text.set("size", 4), TEXT);
        wrong("size 6", key, good, text -> text.set("size", 6), TEXT);
        wrong("index 1", key, good, text -> text.set("index", 1), TEXT);
        wrong("index 3", key, good, text -> text.set("index", 3), TEXT);
        for (int i = 0; i < 3; i++) {
            int nth = i;
            wrong("path %d".formatted(i), key, good, text -> text.set("path", nth, other), TEXT);
            wrong(
                    "path without %d".formatted(i),
                    key,
                    good,
                    text -> text.without(text.index("path", nth)),
                    TEXT);
        }
        wrong(
                "path in another order",
                key,
                good,
                text -> text.swapped(text.index("path", 0)),
                TEXT);
        wrong(
                "path with one more",
                key,
                good,
                text -> text.before("signature", "path", other),
                TEXT);
        wrong(
                "path where none belongs",
                key,
                seal(key, 1, 0),
                text -> text.before("signature", "path", other),
                TEXT);
        var signature = good.values("signature").getFirst();
        for (int at : new int[] {0, 1, 3, 4, 10, 31, 32, 40, signature.size() - 1}) {
            wrong(
                    "signature, a bit of byte %d".formatted(at),
                    key,
                    good,
                    text -> text.set("signature", flipped(signature, at)),
                    TEXT);
        }
        wrong(
                "signature one byte shorter",
                key,
                good,
                text -> text.set("signature", signature.slice(0, signature.size() - 1)),
                TEXT);
        wrong(
                "signature one byte longer",
                key,
                good,
                text -> text.set("signature", signature.concat(Bytes.of((byte) 0))),
                TEXT);
        wrong(
                "signature of zeros",
                key,
                good,
                text -> text.set("signature", Bytes.of(new byte[64])),
                TEXT);
        wrong("of an inner hash passed off as a text", key, pretend(key), text -> text, inner());
        wrong(
                "by another key of the same member",
                Keys.of("another", algorithm),
                good,
                text -> text,
                TEXT);
    }

    /// A batch of two made to look like a batch of one.
    private static Lines pretend(Keys key) {
        return seal(key, 2, 0).set("size", 1).without("path");
    }

    private static Bytes inner() {
        return Bytes.of((byte) 1)
                .concat(Reference.leafHash(TEXT))
                .concat(Reference.leafHash(Bytes.utf8("other 1")));
    }

    /// ECDSA signatures that verify in laxer readers.
    private void encodings() {
        var key = key("ES256");
        var good = seal(key, 1, 0);
        var batch = batch(good, TEXT);
        var low = key.sign(batch);
        var high = key.signHigh(batch);
        wrong("with the larger s", key, good, text -> text.set("signature", high), TEXT);
        wrong("with a zero before r", key, good, text -> text.set("signature", padded(low)), TEXT);
        wrong(
                "with the long form of a length",
                key,
                good,
                text -> text.set("signature", longForm(low)),
                TEXT);
        wrong("as r and s without DER", key, good, text -> text.set("signature", plain(low)), TEXT);
        wrong(
                "with a wrong length of the sequence",
                key,
                good,
                text -> text.set("signature", low.concat(Bytes.of((byte) 5, (byte) 0))),
                TEXT);
        wrong(
                "with r and s of 1",
                key,
                good,
                text -> text.set("signature", Bytes.fromHex("3006020101020101")),
                TEXT);
        wrong(
                "with r and s of 0",
                key,
                good,
                text -> text.set("signature", Bytes.fromHex("3006020100020100")),
                TEXT);
        wrong(
                "with a negative r",
                key,
                good,
                text -> text.set("signature", Bytes.fromHex("30060201ff020101")),
                TEXT);
    }

    private static Bytes padded(Bytes der) {
        int r = der.at(3);
        return Bytes.of((byte) 0x30, (byte) (der.at(1) + 1), (byte) 2, (byte) (r + 1), (byte) 0)
                .concat(der.slice(4, der.size()));
    }

    private static Bytes longForm(Bytes der) {
        return Bytes.of((byte) 0x30, (byte) 0x81, der.at(1)).concat(der.slice(2, der.size()));
    }

    private static Bytes plain(Bytes der) {
        int r = der.at(3);
        return last32(der.slice(4, 4 + r)).concat(last32(der.slice(6 + r, der.size())));
    }

    private static Bytes last32(Bytes integer) {
        return Bytes.of(new byte[32]).concat(integer).slice(integer.size(), integer.size() + 32);
    }

    static Bytes flipped(Bytes bytes, int at) {
        var changed = bytes.array();
        changed[at] ^= 0x10;
        return Bytes.of(changed);
    }

    private void wrong(String name, Keys key, Lines good, UnaryOperator<Lines> change, Bytes text) {
        add(name, key, change.apply(good), text, false);
    }

    private void add(String name, Keys key, Lines seal, Bytes text, boolean holds) {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("name", key.algorithm() + " " + name);
        Change.put(vector, text);
        vector.put("seal", seal.bytes().text());
        vector.put("key", key.name());
        if (holds) {
            vector.put("batch", batch(seal, text).text());
        }
        vector.put("holds", holds);
        vectors.add(vector);
    }

    private static Bytes batch(Lines seal, Bytes text) {
        long size = Long.parseLong(seal.value("size"));
        long index = Long.parseLong(seal.value("index"));
        var root =
                Reference.rootBy(Reference.leafHash(text), index, size, seal.values("path"))
                        .getFirst();
        return Lines.of("saphan.org/batch/v1")
                .line("signer", seal.value("signer"))
                .line("key", seal.value("key"))
                .line("algorithm", seal.value("algorithm"))
                .line("time", seal.value("time"))
                .line("size", size)
                .line("root", root)
                .bytes();
    }
}
