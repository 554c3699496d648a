package org.saphan.evidence.vectors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saphan.evidence.Bytes;

/// `checkpoints.json`: notes, whether they are in their one form, whether the log signed them, and when
/// the witness saw them. `note-keys.json`: verifier keys of logs and witnesses.
final class NoteVectors {

    static final Certificate LOG = Draft.note("log", Draft.LOG);
    static final Certificate WITNESS = Draft.note("witness", Draft.WITNESS);
    private static final Certificate OTHER = Draft.note("witness", "example.net/other");
    private static final Bytes ROOT = Bytes.utf8("root").sha256();
    private static final String HEAD = Draft.LOG + "\n7\n" + ROOT.base64() + "\n";
    private static final long SEEN = 1_795_489_202;

    private final List<Map<String, Object>> vectors = new ArrayList<>();

    private NoteVectors() {}

    static String keyLine(Certificate of, int algorithm) {
        var key = of.key();
        return of.name()
                + "+"
                + Draft.keyId(of.name(), key, algorithm).hex()
                + "+"
                + Bytes.of((byte) algorithm).concat(key.raw()).base64();
    }

    static List<Map<String, Object>> checkpoints() {
        var all = new NoteVectors();
        all.signatures();
        all.forms();
        return all.vectors;
    }

    private void signatures() { // tidy: a list of cases
        var log = Draft.logSignature(LOG, HEAD);
        var seen = Draft.cosignature(WITNESS, HEAD, SEEN);
        signed("by the log", HEAD + "\n" + log, true, false);
        signed("by log and witness", HEAD + "\n" + log + seen, true, true);
        signed("by witness and log", HEAD + "\n" + seen + log, true, true);
        signed("by the witness alone", HEAD + "\n" + seen, false, true);
        signed(
                "by log, witness and somebody unknown",
                HEAD + "\n" + log + seen + Draft.cosignature(OTHER, HEAD, SEEN),
                true,
                true);
        signed(
                "by somebody unknown alone",
                HEAD + "\n" + Draft.cosignature(OTHER, HEAD, SEEN),
                false,
                false);
        signed("another size", HEAD.replace("\n7\n", "\n8\n") + "\n" + log + seen, false, false);
        signed(
                "another root",
                HEAD.replace(ROOT.base64(), ROOT.sha256().base64()) + "\n" + log + seen,
                false,
                false);
        signed("another origin", HEAD.replace("oic", "dlt") + "\n" + log + seen, false, false);
        signed(
                "the log's name on the witness's signature",
                HEAD + "\n" + log + seen.replace(Draft.WITNESS, Draft.LOG),
                true,
                false);
        signed(
                "another name on the log's signature",
                HEAD + "\n" + log.replace("oic", "dlt") + seen,
                false,
                true);
        signed(
                "the log's key as a witness's",
                HEAD + "\n" + log + Draft.cosignature(Draft.note("log", Draft.LOG), HEAD, SEEN),
                true,
                false);
        signed(
                "the witness signed without a time",
                HEAD
                        + "\n"
                        + log
                        + Draft.signature(
                                WITNESS.name(),
                                WITNESS.key(),
                                4,
                                WITNESS.key().sign(Bytes.utf8(HEAD))),
                true,
                false);
        signed(
                "seen in the year 1970",
                HEAD + "\n" + log + Draft.cosignature(WITNESS, HEAD, 0),
                true,
                false);
        signed(
                "seen before that",
                HEAD + "\n" + log + Draft.cosignature(WITNESS, HEAD, -1),
                true,
                false);
        signed(
                "another time than was signed",
                HEAD
                        + "\n"
                        + log
                        + Draft.cosignature(WITNESS, HEAD, SEEN)
                                .replace(timeBytes(SEEN), timeBytes(SEEN + 1)),
                true,
                false);
        bits("log", log, value -> HEAD + "\n" + value + seen, false, true);
        bits("witness", seen, value -> HEAD + "\n" + log + value, true, false);
        signed(
                "twice by the witness, first wrongly",
                HEAD + "\n" + log + broken(seen, 70) + seen,
                true,
                false);
        signed(
                "twice by the witness, then wrongly",
                HEAD + "\n" + log + seen + broken(seen, 70),
                true,
                true);
        signed(
                "size 0",
                signedHead(Draft.LOG + "\n0\n" + Bytes.empty().sha256().base64() + "\n"),
                true,
                false);
        signed(
                "size at its bound",
                signedHead(HEAD.replace("\n7\n", "\n999999999999999999\n")),
                true,
                false);
    }

    private static String signedHead(String head) {
        return head + "\n" + Draft.logSignature(LOG, head);
    }

    /// Base64 of key id and time, 12 bytes, are 16 characters by themselves.
    private static String timeBytes(long at) {
        var id = Draft.keyId(WITNESS.name(), WITNESS.key(), 4);
        return id.concat(Bytes.owning(java.nio.ByteBuffer.allocate(8).putLong(at).array()))
                .base64();
    }

    private void bits(
            String whose,
            String line,
            java.util.function.UnaryOperator<String> around,
            boolean signed,
            boolean seen) {
        for (int at : new int[] {0, 3, 4, 20, 67}) {
            signed(
                    "a bit of byte %d of the %s's signature".formatted(at, whose),
                    around.apply(broken(line, at)),
                    signed,
                    seen);
        }
    }

    private static String broken(String line, int at) {
        int space = line.lastIndexOf(' ') + 1;
        var bytes = Bytes.fromBase64(line.substring(space, line.length() - 1));
        return line.substring(0, space) + SealVectors.flipped(bytes, at).base64() + "\n";
    }

    private void forms() {
        var log = Draft.logSignature(LOG, HEAD);
        var good = HEAD + "\n" + log;
        refused("without signatures", HEAD + "\n");
        refused("without the empty line", HEAD + log);
        refused("with an extension line", signedHead(HEAD + "extension\n"));
        refused("without the last newline", good.substring(0, good.length() - 1));
        refused("with an empty line at its end", good + "\n");
        refused("with carriage returns", good.replace("\n", "\r\n"));
        refused(
                "with a byte order mark in its root",
                good.replace("\n" + ROOT.base64(), "\n\ufeff" + ROOT.base64()));
        refused("without origin", good.substring(good.indexOf('\n')));
        for (var size :
                List.of("-7", "07", "+7", "7 ", "", "7.0", "1000000000000000000", "\u0e57")) {
            refused(
                    "size " + (size.equals("\u0e57") ? "in Thai digits" : size),
                    good.replace("\n7\n", "\n" + size + "\n"));
        }
        refused("root of 31 bytes", good.replace(ROOT.base64(), ROOT.slice(0, 31).base64()));
        refused(
                "root of 33 bytes",
                good.replace(ROOT.base64(), ROOT.concat(Bytes.of((byte) 1)).base64()));
        refused(
                "root without padding",
                good.replace(ROOT.base64(), ROOT.base64().replace("=", "")));
        refused("hyphen in place of the dash", good.replace("\u2014 ", "- "));
        refused("dash without space", good.replace("\u2014 ", "\u2014"));
        refused(
                "two spaces before the signature",
                good.replace("\u2014 " + Draft.LOG + " ", "\u2014 " + Draft.LOG + "  "));
        refused("no name", good.replace("\u2014 " + Draft.LOG + " ", "\u2014  "));
        refused("no signature", HEAD + "\n\u2014 " + Draft.LOG + "\n");
        refused("a signature of four bytes", HEAD + "\n\u2014 " + Draft.LOG + " AAAAAA==\n");
        refused("a signature that is not base64", HEAD + "\n\u2014 " + Draft.LOG + " !!!!\n");
        refused("a signature with stray bits", HEAD + "\n\u2014 " + Draft.LOG + " AAAAAAB=\n");
        refused("33 signatures", HEAD + "\n" + log.repeat(33));
        signed("32 signatures", HEAD + "\n" + log.repeat(32), true, false);
        add(
                "with bytes that are not UTF-8",
                Bytes.of((byte) 0xc0, (byte) 0x80).concat(Bytes.utf8(good)),
                Map.of("accept", false));
    }

    private void refused(String name, String note) {
        add(name, Bytes.utf8(note), Map.of("accept", false));
    }

    private void signed(String name, String note, boolean signed, boolean seen) {
        var expected = new LinkedHashMap<String, Object>();
        expected.put("accept", true);
        expected.put("signed", signed);
        if (seen) {
            expected.put("seen", SEEN);
        }
        add(name, Bytes.utf8(note), expected);
    }

    private void add(String name, Bytes note, Map<String, Object> expected) {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("name", name);
        Change.put(vector, note);
        vector.put("log", keyLine(LOG, 1));
        vector.put("witness", keyLine(WITNESS, 4));
        vector.putAll(expected);
        vectors.add(vector);
    }

    static List<Map<String, Object>> keys() {
        var all = new NoteVectors();
        all.key("of a log", keyLine(LOG, 1), true);
        all.key("of a witness", keyLine(WITNESS, 4), true);
        var line = keyLine(LOG, 1);
        var id = Draft.keyId(Draft.LOG, LOG.key(), 1).hex();
        all.key(
                "key id in capitals",
                line.replace(id, id.toUpperCase(java.util.Locale.ROOT)),
                false);
        all.key(
                "key id of the other kind",
                line.replace(id, Draft.keyId(Draft.LOG, LOG.key(), 4).hex()),
                false);
        all.key("key id of another name", line.replace("oic", "dlt"), false);
        all.key("no name", line.substring(line.indexOf('+')), false);
        all.key("a space in the name", line.replace("oic", "o c"), false);
        all.key("another kind", keyLine(LOG, 2), false);
        all.key(
                "a byte more",
                Draft.LOG
                        + "+"
                        + id
                        + "+"
                        + Bytes.of((byte) 1)
                                .concat(LOG.key().raw())
                                .concat(Bytes.of((byte) 1))
                                .base64(),
                false);
        all.key(
                "a byte less",
                Draft.LOG
                        + "+"
                        + id
                        + "+"
                        + Bytes.of((byte) 1).concat(LOG.key().raw()).slice(0, 32).base64(),
                false);
        all.key("no plus", line.replace('+', '-'), false);
        all.key("a newline", line + "\n", false);
        all.key("empty", "", false);
        return all.vectors;
    }

    private void key(String name, String line, boolean accept) {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("name", name);
        vector.put("line", line);
        vector.put("accept", accept);
        vectors.add(vector);
    }
}
