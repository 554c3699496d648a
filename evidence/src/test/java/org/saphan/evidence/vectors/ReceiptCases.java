package org.saphan.evidence.vectors;

import static org.saphan.evidence.receipt.Verdict.Part.BINDING;
import static org.saphan.evidence.receipt.Verdict.Part.CERTIFICATES;
import static org.saphan.evidence.receipt.Verdict.Part.FILE;
import static org.saphan.evidence.receipt.Verdict.Part.INCLUSION;
import static org.saphan.evidence.receipt.Verdict.Part.OUTCOME_SEAL;
import static org.saphan.evidence.receipt.Verdict.Part.REQUEST_SEAL;
import static org.saphan.evidence.receipt.Verdict.Part.SALTS;
import static org.saphan.evidence.receipt.Verdict.Part.TIMESTAMP;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.receipt.Verdict.Part;

/// What the lists of receipts have in common: how a case is made from a good receipt, and written down.
/// The lists share the cases, so that each may be told as a change of an earlier one.
abstract class ReceiptCases {

    static final Bytes OTHER = Bytes.utf8("other").sha256();
    static final Duration YEAR = Duration.ofDays(365);

    private final Map<String, Bytes> bases;
    private final List<Map<String, Object>> vectors;
    private final Map<String, Bytes> anchors;

    ReceiptCases() {
        this.bases = new TreeMap<>();
        this.vectors = new ArrayList<>();
        this.anchors = new TreeMap<>();
    }

    ReceiptCases(ReceiptCases before) {
        this.bases = before.bases;
        this.vectors = before.vectors;
        this.anchors = before.anchors;
    }

    Map<String, Bytes> bases() {
        return bases;
    }

    List<Map<String, Object>> vectors() {
        return vectors;
    }

    static void refusedAtHome(Draft d) {
        d.refuseAtHome();
    }

    /// Nothing is known of the service, and no agreement was found.
    static void refusedWithoutAgreement(Draft d) {
        d.refuseAtHome();
        d.request =
                t ->
                        t.without("provider")
                                .without("agreement")
                                .without("agreement-version")
                                .without("agreement-hash")
                                .without("clause")
                                .without("purpose");
        d.outcome = t -> t.set("reason", "no_agreement");
        d.file = t -> t.without("agreement");
    }

    void request(String line, Object value, Part... more) {
        var fails = with(more, REQUEST_SEAL, BINDING);
        changed("request", line, value, fails);
    }

    void outcome(String line, Object value, Part... more) {
        changed("outcome", line, value, with(more, OUTCOME_SEAL));
    }

    void changed(String section, String line, Object value, Set<Part> fails) {
        UnaryOperator<Lines> change =
                leaf -> leaf.content(section, text -> reset(text, line, value));
        fails(section + " " + line + " changed behind the seal", d -> d.leaf = change, fails);
        var unlogged = EnumSet.copyOf(fails);
        unlogged.add(INCLUSION);
        fails(section + " " + line + " changed in the file", d -> d.unlogged = change, unlogged);
    }

    /// The first line of this name gets this value.
    static Bytes reset(Bytes text, String line, Object value) {
        var written = Lines.of("").line(line, value).bytes().text().substring(1);
        int from = text.text().indexOf("\n" + line + ": ") + 1;
        int to = text.text().indexOf('\n', from) + 1;
        return Bytes.utf8(text.text().substring(0, from) + written + text.text().substring(to));
    }

    static Lines high(Draft d, String seal, Lines t) {
        var key = seal.equals("request") ? d.requestSigner : d.outcomeSigner;
        var low = t.values("signature").getFirst();
        int r = low.at(3);
        var s = new java.math.BigInteger(low.slice(6 + r, low.size()).array());
        var order =
                new java.math.BigInteger(
                        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
        var high = Bytes.of(order.subtract(s).toByteArray());
        assert key.algorithm().equals("ES256");
        return t.set(
                "signature",
                Bytes.of((byte) 0x30, (byte) (4 + r + high.size()))
                        .concat(low.slice(2, 4 + r))
                        .concat(Bytes.of((byte) 2, (byte) high.size()))
                        .concat(high));
    }

    static void edit(Draft d, String seal, UnaryOperator<Lines> edit) {
        if (seal.equals("request")) {
            d.requestSeal = edit;
        } else {
            d.outcomeSeal = edit;
        }
    }

    static Bytes without(Bytes text, String line) {
        int from = text.text().indexOf("\n" + line + ": ") + 1;
        return text.slice(0, from)
                .concat(text.slice(text.text().indexOf('\n', from) + 1, text.size()));
    }

    /// A bit inside the public key, which stands behind `0x03 LENGTH 0x00` of the SubjectPublicKeyInfo.
    static Bytes keyChanged(Bytes der) {
        var hex = der.hex();
        int at = Math.max(hex.indexOf("03420004"), hex.indexOf("032100")) / 2 + 12;
        return SealVectors.flipped(der, at);
    }

    static Bytes lastChanged(Bytes der) {
        return SealVectors.flipped(der, der.size() - 1);
    }

    static String head(String note) {
        return note.substring(0, note.indexOf("\n\n") + 1);
    }

    static String cosigned(Draft d, String note, long later) {
        return Draft.cosignature(d.witness, head(note), Draft.STAMPED.getEpochSecond() - 3 + later);
    }

    static String swappedSignatures(String note) {
        var lines = note.substring(head(note).length() + 1).split("\n");
        return head(note) + "\n" + lines[1] + "\n" + lines[0] + "\n";
    }

    static String broken(String note, int nth, int at) {
        var lines = note.split("\n", -1);
        int line = 4 + nth;
        int space = lines[line].lastIndexOf(' ') + 1;
        lines[line] =
                lines[line].substring(0, space)
                        + SealVectors.flipped(Bytes.fromBase64(lines[line].substring(space)), at)
                                .base64();
        return String.join("\n", lines);
    }

    void stamped(String name, Stamp stamp, UnaryOperator<Lines> file) {
        fails(
                "timestamp " + name,
                d -> {
                    d.stamp = java.util.Optional.of(stamp);
                    d.file = file;
                },
                TIMESTAMP);
    }

    static void answeredAt(Draft d, Instant at) {
        d.outcome = t -> t.set("time", at);
    }

    /// Sealed three years ago; the consumer has got another key since.
    static void oldAgreement(Draft d) {
        var old =
                Certificate.of(
                                "seal",
                                Draft.CONSUMER,
                                Keys.of("seal " + Draft.CONSUMER + " before", "ES256"))
                        .valid(
                                Draft.AT.minus(YEAR.multipliedBy(4)),
                                Draft.AT.minus(YEAR.multipliedBy(2)));
        d.provider = d.provider.valid(Draft.AT.minus(YEAR.multipliedBy(4)), Draft.AT.plus(YEAR));
        d.agreementSigner = old.key();
        d.agreementSealed = Draft.AT.minus(YEAR.multipliedBy(3));
        d.more.add(old);
    }

    static Certificate of(Draft d, String who) {
        return switch (who) {
            case "consumer" -> d.consumer;
            case "provider" -> d.provider;
            case "log" -> d.log;
            default -> d.witness;
        };
    }

    /// The agreement is sealed as late as the certificates of its parties ask for.
    static void certify(Draft d, String who, Instant from, Instant to) {
        var certificate = of(d, who).valid(from, to);
        d.agreementSealed = Draft.AT;
        switch (who) {
            case "consumer" -> d.consumer = certificate;
            case "provider" -> d.provider = certificate;
            case "log" -> d.log = certificate;
            default -> d.witnesses.set(0, certificate);
        }
    }

    static Set<Part> with(Part[] more, Part... parts) {
        var all = EnumSet.copyOf(Arrays.asList(parts));
        all.addAll(Arrays.asList(more));
        return all;
    }

    void holds(String name, Consumer<Draft> edit) {
        add(name, edit, Set.of(), Set.of(), 0);
    }

    void pends(String name, Consumer<Draft> edit, Part... pending) {
        add(name, edit, Set.of(), with(pending, pending), 2);
    }

    void fails(String name, Consumer<Draft> edit, Part... fails) {
        add(name, edit, with(fails, fails), Set.of(), 1);
    }

    void fails(String name, Consumer<Draft> edit, Set<Part> fails) {
        add(name, edit, fails, Set.of(), 1);
    }

    void base(String name, Consumer<Draft> edit) {
        var draft = new Draft();
        edit.accept(draft);
        bases.put("receipts/" + name, Draft.mended(draft.receipt()));
        holds(name, edit);
    }

    void raw(String name, Bytes file) {
        put(name, file, new Draft(), Set.of(FILE), Set.of(), false, 1);
    }

    void add(String name, Consumer<Draft> edit, Set<Part> fails, Set<Part> pending, int exit) {
        var draft = new Draft();
        edit.accept(draft);
        var receipt = draft.receipt();
        boolean salted = receipt.items().stream().anyMatch(item -> item.name().equals("salts"));
        put(name, Draft.mended(receipt), draft, fails, pending, salted, exit);
    }

    void put(
            String name,
            Bytes file,
            Draft draft,
            Set<Part> fails,
            Set<Part> pending,
            boolean salted,
            int exit) {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("name", name);
        var base = nearest(file);
        vector.putAll(Change.from(base, Objects.requireNonNull(bases.get(base)), file));
        if (draft.anchored) {
            vector.put("anchor", anchor(draft));
        }
        vector.put("now", Lines.time(draft.now));
        vector.put("exit", exit);
        vector.put("holds", words(judged(fails, pending, salted)));
        if (!pending.isEmpty()) {
            vector.put("pending", words(pending));
        }
        if (!fails.isEmpty()) {
            vector.put("fails", words(fails));
        }
        vectors.add(vector);
    }

    /// When the file or the certificates are wrong, nothing else is judged. Without salts, salts are not.
    static Set<Part> judged(Set<Part> fails, Set<Part> pending, boolean salted) {
        if (fails.contains(FILE) || fails.contains(CERTIFICATES)) {
            return Set.of();
        }
        var holds = EnumSet.allOf(Part.class);
        holds.removeAll(fails);
        holds.removeAll(pending);
        if (!salted) {
            holds.remove(SALTS);
        }
        return holds;
    }

    static List<String> words(Set<Part> parts) {
        return parts.stream().sorted().map(Part::english).toList();
    }

    /// The base that has most lines in common, so that the edits stay few.
    String nearest(Bytes file) {
        var lines = Set.of(Arrays.stream(file.text().split("\n", -1)).distinct().toArray());
        var best = "receipts/answered";
        long most = -1;
        for (var base : bases.entrySet()) {
            long common =
                    Arrays.stream(base.getValue().text().split("\n", -1))
                            .filter(lines::contains)
                            .count();
            if (common > most) {
                most = common;
                best = base.getKey();
            }
        }
        return best;
    }

    String anchor(Draft draft) {
        var bytes = draft.anchor().bytes();
        var name =
                draft.revoked.isEmpty()
                        ? "anchors/plain"
                        : "anchors/revoked-" + bytes.sha256().hex().substring(0, 12);
        anchors.put(name, bytes);
        return name;
    }

    Map<String, Bytes> anchors() {
        return anchors;
    }
}
