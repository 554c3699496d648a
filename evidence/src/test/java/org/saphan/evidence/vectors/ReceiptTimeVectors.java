package org.saphan.evidence.vectors;

import static org.saphan.evidence.receipt.Verdict.Part.CHECKPOINT;
import static org.saphan.evidence.receipt.Verdict.Part.FILE;
import static org.saphan.evidence.receipt.Verdict.Part.INCLUSION;
import static org.saphan.evidence.receipt.Verdict.Part.REQUEST_SEAL;
import static org.saphan.evidence.receipt.Verdict.Part.TIME;
import static org.saphan.evidence.receipt.Verdict.Part.TIMESTAMP;
import static org.saphan.evidence.receipt.Verdict.Part.WITNESS;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.saphan.evidence.Bytes;

/// `receipts.json`, continued: trees, heads, stamps and times, and the file as a whole.
final class ReceiptTimeVectors extends ReceiptCases {

    ReceiptTimeVectors(ReceiptCases before) {
        super(before);
    }

    void all() {
        trees();
        heads();
        stamps();
        times();
        files();
        bits();
    }

    private void trees() { // tidy: a list of cases
        fails("leaf, its site", d -> d.unlogged = t -> t.set("site", "dlt"), INCLUSION);
        fails("leaf, its role", d -> d.unlogged = t -> t.set("role", "consumer"), INCLUSION);
        fails(
                "leaf, how it was seen",
                d -> d.unlogged = t -> t.set("seen", "reconciled"),
                INCLUSION);
        fails(
                "leaf, the request's seal left out",
                d -> d.unlogged = t -> t.without("request-seal"),
                INCLUSION,
                REQUEST_SEAL);
        fails("leaf, an unknown role", d -> d.unlogged = t -> t.set("role", "hub"), FILE);
        fails(
                "leaf of an act",
                d ->
                        d.file =
                                t ->
                                        t.content(
                                                "leaf",
                                                _ ->
                                                        Lines.of("saphan.org/act/v1")
                                                                .line("act", Draft.EXCHANGE)
                                                                .line("time", Draft.AT)
                                                                .line("site", "dga")
                                                                .line("kind", "trust-list-issued")
                                                                .line("by", "TH/GOV/DGA")
                                                                .line("about", "7")
                                                                .bytes()),
                FILE);
        for (long index : new long[] {0, 3, 5, 6, 7, 999_999_999_999_999_999L}) {
            fails("index " + index, d -> d.file = t -> t.set("index", index), INCLUSION);
        }
        for (int i = 0; i < 3; i++) {
            int nth = i;
            fails(
                    "path without hash " + i,
                    d -> d.file = t -> t.without(t.index("path", nth)),
                    INCLUSION);
            fails(
                    "path with another hash " + i,
                    d -> d.file = t -> t.set("path", nth, OTHER),
                    INCLUSION);
        }
        fails("path in another order", d -> d.file = t -> t.swapped(t.index("path", 0)), INCLUSION);
        fails(
                "path with one hash more",
                d -> d.file = t -> t.before("checkpoint", "path", OTHER),
                INCLUSION);
        fails(
                "path with a hash of 31 bytes",
                d -> d.file = t -> t.set("path", OTHER.slice(0, 31)),
                FILE);
        fails(
                "path of 65 hashes",
                d ->
                        d.file =
                                t -> {
                                    for (int i = 0; i < 62; i++) {
                                        t = t.before("checkpoint", "path", OTHER);
                                    }
                                    return t;
                                },
                FILE);
        fails(
                "path with a hash where none belongs",
                d -> {
                    d.index = 0;
                    d.size = 1;
                    d.file = t -> t.before("checkpoint", "path", OTHER);
                },
                INCLUSION);
    }

    /// What stands over the signatures is stamped, too.
    private void heads() { // tidy: a list of cases
        fails(
                "checkpoint, its origin",
                d -> d.note = t -> t.replaceFirst("example.org/oic/log\n", "example.org/oic/lag\n"),
                CHECKPOINT,
                WITNESS,
                TIMESTAMP);
        fails(
                "checkpoint, its size where the path still fits",
                d -> d.note = t -> t.replaceFirst("\n7\n", "\n8\n"),
                CHECKPOINT,
                WITNESS,
                TIMESTAMP);
        fails(
                "checkpoint, its size",
                d -> d.note = t -> t.replaceFirst("\n7\n", "\n70\n"),
                INCLUSION,
                CHECKPOINT,
                WITNESS,
                TIMESTAMP);
        fails(
                "checkpoint, its root",
                d -> d.note = t -> t.replace(t.split("\n", -1)[2], OTHER.base64()),
                INCLUSION,
                CHECKPOINT,
                WITNESS,
                TIMESTAMP);
        fails(
                "checkpoint of size 0",
                d -> d.note = t -> t.replaceFirst("\n7\n", "\n0\n"),
                INCLUSION,
                CHECKPOINT,
                WITNESS,
                TIMESTAMP);
        fails("checkpoint, the log's signature", d -> d.note = t -> broken(t, 0, 20), CHECKPOINT);
        fails("checkpoint, the log's key id", d -> d.note = t -> broken(t, 0, 1), CHECKPOINT);
        fails(
                "checkpoint, the log's name",
                d ->
                        d.note =
                                t ->
                                        t.replace(
                                                "\u2014 example.org/oic/log",
                                                "\u2014 example.org/oic/lag"),
                CHECKPOINT);
        fails("checkpoint, the witness's signature", d -> d.note = t -> broken(t, 1, 20), WITNESS);
        fails("checkpoint, the witness's key id", d -> d.note = t -> broken(t, 1, 1), WITNESS);
        fails("checkpoint, the witness's time", d -> d.note = t -> broken(t, 1, 10), WITNESS);
        fails(
                "checkpoint, the witness's name",
                d ->
                        d.note =
                                t ->
                                        t.replace(
                                                "\u2014 example.org/dlt/witness",
                                                "\u2014 example.org/dlt/witless"),
                WITNESS);
        fails(
                "checkpoint signed by the witness alone",
                d -> d.note = t -> t.replace(Draft.logSignature(d.log, head(t)), ""),
                CHECKPOINT);
        fails(
                "checkpoint signed by another log",
                d ->
                        d.note =
                                t ->
                                        t.replace(
                                                Draft.logSignature(d.log, head(t)),
                                                Draft.logSignature(
                                                        Draft.note("log", "example.org/dga/log"),
                                                        head(t))),
                CHECKPOINT);
        fails(
                "checkpoint with the witness's signature twice",
                d -> d.note = t -> t + Draft.cosignature(d.witness, head(t), 1_795_489_202),
                WITNESS);
        fails(
                "checkpoint with the signature of an unknown witness",
                d ->
                        d.note =
                                t ->
                                        t
                                                + Draft.cosignature(
                                                        Draft.note(
                                                                "witness", "example.net/witness"),
                                                        head(t),
                                                        1_795_489_202),
                WITNESS);
        fails(
                "seen only by the witness of the log's own site",
                d -> {
                    d.witnesses.clear();
                    d.witnesses.add(Draft.note("witness", "example.org/oic/witness"));
                },
                WITNESS);
        fails(
                "seen by the log's own site besides",
                d -> d.witnesses.add(Draft.note("witness", "example.org/oic/witness")),
                WITNESS);
        fails(
                "a witness that is certified as a log",
                d -> d.witnesses.set(0, d.witness.as("log", Draft.WITNESS)),
                WITNESS);
        fails(
                "checkpoint with an extension line",
                d -> d.note = t -> t.replaceFirst("\n\n", "\nextension\n\n"),
                FILE);
        fails("checkpoint without signatures", d -> d.note = t -> head(t) + "\n", FILE);
    }

    private void stamps() {
        var other = Certificate.of("time", "dga", Keys.of("time dga", "ES256"));
        stamped(
                "over another checkpoint",
                Stamp.by(other, Draft.STAMPED),
                t ->
                        t.set(
                                "timestamp",
                                Stamp.by(other, Draft.STAMPED).over(Bytes.utf8("other\n"))));
        stamped(
                "signed with another key",
                Stamp.by(other, Draft.STAMPED).signedBy(Certificate.OTHER_ROOT),
                t -> t);
        stamped(
                "by an authority of another root",
                Stamp.by(other.by(Certificate.OTHER_ROOT), Draft.STAMPED),
                t -> t);
        stamped(
                "by an authority of another instance",
                Stamp.by(other.of("LA"), Draft.STAMPED),
                t -> t);
        stamped(
                "by a key certified for another role",
                Stamp.by(other.as("seal", "dga"), Draft.STAMPED),
                t -> t);
        stamped(
                "by a certificate that is not for timestamps",
                Stamp.by(other.forPurposes(true), Draft.STAMPED),
                t -> t);
        stamped(
                "without a certificate",
                Stamp.by(other, Draft.STAMPED).withoutCertificate(),
                t -> t);
        stamped(
                "that is no token",
                Stamp.by(other, Draft.STAMPED),
                t -> t.set("timestamp", Bytes.utf8("token")));
        stamped(
                "with a byte more",
                Stamp.by(other, Draft.STAMPED),
                t ->
                        t.set(
                                "timestamp",
                                t.values("timestamp").getFirst().concat(Bytes.of((byte) 0))));
        stamped(
                "with its signature changed",
                Stamp.by(other, Draft.STAMPED),
                t -> t.set("timestamp", lastChanged(t.values("timestamp").getFirst())));
        stamped(
                "when its certificate was not valid",
                Stamp.by(other.valid(Draft.AT.minus(YEAR), Draft.AT), Draft.STAMPED),
                t -> t);
        fails(
                "timestamp by a key revoked a second before",
                d -> d.revoke(d.time, Draft.STAMPED.minusSeconds(1)),
                TIMESTAMP);
        fails(
                "timestamp by a key revoked in that moment",
                d -> d.revoke(d.time, Draft.STAMPED),
                TIMESTAMP);
        holds(
                "timestamp by a key revoked a second later",
                d -> d.revoke(d.time, Draft.STAMPED.plusSeconds(1)));
    }

    private void times() { // tidy: a list of cases
        for (var who : List.of("consumer", "provider", "log", "witness")) {
            fails(
                    "the " + who + "'s key revoked before",
                    d -> d.revoke(of(d, who), Draft.AT.minusSeconds(60)),
                    TIME);
            fails(
                    "the " + who + "'s key revoked in the moment of the timestamp",
                    d -> d.revoke(of(d, who), Draft.STAMPED),
                    TIME);
            holds(
                    "the " + who + "'s key revoked a millisecond after the timestamp",
                    d -> d.revoke(of(d, who), Draft.STAMPED.plusMillis(1)));
            fails(
                    "the " + who + "'s certificate expired before the timestamp",
                    d ->
                            certify(
                                    d,
                                    who,
                                    Draft.AT.minus(Duration.ofDays(2)),
                                    Draft.STAMPED.minusSeconds(1)),
                    TIME);
            holds(
                    "the " + who + "'s certificate expired with the timestamp",
                    d -> certify(d, who, Draft.AT.minus(Duration.ofDays(2)), Draft.STAMPED));
            fails(
                    "the " + who + "'s certificate counts from a second after the timestamp",
                    d -> certify(d, who, Draft.STAMPED.plusSeconds(1), Draft.AT.plus(YEAR)),
                    TIME);
        }
        holds(
                "the log's certificate is younger than the request",
                d -> certify(d, "log", Draft.STAMPED, Draft.AT.plus(YEAR)));
        holds(
                "judged when every certificate has expired",
                d -> d.now = Draft.AT.plus(YEAR.multipliedBy(9)));
        add(
                "judged without timestamp when every certificate has expired",
                d -> {
                    d.stamp = java.util.Optional.empty();
                    d.now = Draft.AT.plus(YEAR.multipliedBy(9));
                },
                Set.of(TIME),
                Set.of(TIMESTAMP),
                1);
        add(
                "judged without timestamp, and a key was revoked since",
                d -> {
                    d.stamp = java.util.Optional.empty();
                    d.revoke(d.provider, Draft.AT.plus(Duration.ofDays(3)));
                },
                Set.of(TIME),
                Set.of(TIMESTAMP),
                1);
        holds("the agreement was sealed with a key that has expired", ReceiptVectors::oldAgreement);
        fails(
                "the agreement was sealed after its key had expired",
                d -> {
                    oldAgreement(d);
                    d.agreementSealed = Draft.AT.minus(YEAR);
                },
                TIME);
        holds(
                "the agreement's key was revoked after it had sealed",
                d -> {
                    oldAgreement(d);
                    d.revoke(d.more.getFirst(), d.agreementSealed.plusMillis(1));
                });
        fails(
                "the agreement's key was revoked before it sealed",
                d -> {
                    oldAgreement(d);
                    d.revoke(d.more.getFirst(), d.agreementSealed);
                },
                TIME);
        fails(
                "the timestamp is 31 s older than the answer",
                d -> {
                    answeredAt(d, Draft.STAMPED.plusMillis(30_001));
                    d.sealed = Draft.AT;
                },
                TIME);
        holds(
                "the timestamp is 30 s older than the answer",
                d -> {
                    answeredAt(d, Draft.STAMPED.plusSeconds(30));
                    d.sealed = Draft.AT;
                });
        fails(
                "sealed more than 30 s after the timestamp",
                d -> d.sealed = Draft.STAMPED.plusMillis(30_001),
                TIME);
        holds(
                "sealed up to 30 s after the timestamp",
                d -> d.sealed = Draft.STAMPED.plusMillis(29_959));
        fails(
                "the answer is more than 30 s older than its request",
                d -> answeredAt(d, Draft.AT.minusMillis(30_001)),
                TIME);
        holds(
                "the answer is 30 s older than its request",
                d -> answeredAt(d, Draft.AT.minusMillis(30_000)));
    }

    private void files() {
        var whole = Objects.requireNonNull(bases().get("receipts/answered"));
        int last = whole.text().lastIndexOf("\nsha256: ") + 1;
        var body = whole.text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int start = Bytes.utf8(whole.text().substring(0, last)).size();
        raw(
                "another hash in the last line",
                whole.slice(0, start).concat(Bytes.utf8("sha256: " + OTHER.base64() + "\n")));
        raw("no last line", whole.slice(0, start));
        raw("no last newline", whole.slice(0, body.length - 1));
        raw("a byte more", whole.concat(Bytes.utf8("\n")));
        raw("carriage returns", Bytes.utf8(whole.text().replace("\n", "\r\n")));
        raw("empty", Bytes.empty());
        raw("cut in half", whole.slice(0, whole.size() / 2));
        raw(
                "its hash in capitals",
                whole.slice(0, start)
                        .concat(
                                Bytes.utf8(
                                        "sha256: " + whole.slice(0, start).sha256().hex() + "\n")));
    }

    /// One bit in each line, in its name, its colon, its value and its end, without and with the last line
    /// mended: without, the file is wrong; with it, names and ends are, and values are found out elsewhere.
    private void bits() {
        var whole = Objects.requireNonNull(bases().get("receipts/answered"));
        int from = 0;
        for (int to = 0; to < whole.size(); to++) {
            if (whole.at(to) != '\n') {
                continue;
            }
            for (int at : new int[] {from, (from + to) / 2, to - 1, to}) {
                if (at >= from) {
                    raw("a bit of byte " + at, SealVectors.flipped(whole, at));
                }
            }
            from = to + 1;
        }
    }
}
