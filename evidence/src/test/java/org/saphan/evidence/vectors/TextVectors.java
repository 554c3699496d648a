package org.saphan.evidence.vectors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.vectors.Schema.Times;

/// `texts.json`: for each format one good text, and the same with each line missing, doubled, misplaced
/// or misspelt, and with every kind of value that its one form rules out.
final class TextVectors {

    private static final List<String> NOT_UTF8 =
            List.of("80", "c080", "c3", "e0809f", "eda080", "f4908080", "ff");

    private final Map<String, Bytes> bases = new TreeMap<>();
    private final List<Map<String, Object>> vectors = new ArrayList<>();

    private String base = "";
    private Lines lines = Lines.of("");
    private Schema schema = new Schema("", List.of());

    static TextVectors make() {
        var all = new TextVectors();
        all.statements();
        all.seals();
        all.agreement();
        all.leaves();
        all.anchor();
        all.receipt();
        return all;
    }

    Map<String, Bytes> bases() {
        return bases;
    }

    List<Map<String, Object>> vectors() {
        return vectors;
    }

    private void statements() {
        var agreement = Draft.agreementText().bytes();
        begin("request", Draft.requestText(agreement.sha256()));
        good("without agreement", text -> withoutAgreement(text));
        good(
                "without agreement, provider, purpose",
                text -> withoutAgreement(text).without("provider").without("purpose"));

        begin("answer", Draft.answerText(lines.bytes().sha256()));
        good("removed one", text -> text.without("removed"));
        good("removed none", text -> text.without("removed").without("removed"));
        good(
                "removed sorted by UTF-16 code units",
                text -> text.set("removed", 0, "/\ud83d\ude80").set("removed", 1, "/\ue000"));
        bad(
                "removed sorted by code points",
                "removed",
                text -> text.set("removed", 0, "/\ue000").set("removed", 1, "/\ud83d\ude80"));
        bad("removed not sorted", "removed", text -> text.set("removed", 0, "/z"));
        bad("removed twice", "removed", text -> text.set("removed", 0, "/owner/name"));

        var draft = new Draft();
        draft.refuseAtHome();
        begin("refusal", draft.refusalText(Bytes.utf8("request").sha256()));

        var parts = new ArrayList<>(Draft.REQUEST_SALTS);
        parts.addAll(Draft.ANSWER_SALTS);
        parts.add("subject");
        begin("salts", Draft.salts(parts));
        good("none", text -> Draft.salts(List.of()));
    }

    private static Lines withoutAgreement(Lines text) {
        return text.without("agreement")
                .without("agreement-version")
                .without("agreement-hash")
                .without("clause");
    }

    private void seals() {
        var key = Draft.sealKey(Draft.PROVIDER, "Ed25519").key();
        begin("seal", Draft.seal(key, Draft.PROVIDER, Draft.AT, Bytes.utf8("a text\n"), 5, 2));
        good("index last", text -> text.set("index", 4).without("path").without("path"));
        bad("path longer than its place needs", "path", text -> text.set("index", 4));
        bad("path shorter than its place needs", "path", text -> text.without("path"));
        bad("index not below size", "index", text -> text.set("index", 5));
        bad("size 0", "size", text -> text.set("size", 0).set("index", 0));
        good(
                "size at its bound",
                text -> longer(text.set("size", 65_536).set("index", 65_535), 13));
        bad("size over its bound", "size", text -> text.set("size", 65_537));
        good("signature at its bound", text -> text.set("signature", Value.base64(128, 1)));
        bad(
                "signature over its bound",
                "signature",
                text -> text.set("signature", Value.base64(129, 1)));

        var seal = lines.bytes();
        begin(
                "sealed",
                Lines.of("saphan.org/sealed/v1")
                        .section("text", Bytes.utf8("a text\n"))
                        .section("seal", seal));
        good("no seal", text -> text.without("seal"));
        good("an empty text", text -> text.content("text", _ -> Bytes.empty()));
        good("16 seals", text -> sealed(text, seal, 15));
        bad("17 seals", "seal", text -> sealed(text, seal, 16));
        bad("a seal that is none", "", text -> text.content("seal", _ -> Bytes.utf8("seal\n")));
        sections();
    }

    private static Lines longer(Lines text, int more) {
        for (int i = 0; i < more; i++) {
            text = text.before("signature", "path", Value.base64(32, 1));
        }
        return text;
    }

    private static Lines sealed(Lines text, Bytes seal, int more) {
        for (int i = 0; i < more; i++) {
            text = text.section("seal", seal);
        }
        return text;
    }

    private void agreement() {
        begin(
                "agreement",
                Draft.agreementText()
                        .line("daily-quota", 1000)
                        .line("window", "Mon-Fri 08:00-17:00")
                        .line("retention", "P90D")
                        .before("person", "error-body", 404)
                        .before("title-th", "parent", "mou-1"));
        bad("no legal basis", "legal-basis", text -> text.without("legal-basis"));
        good("two legal bases", text -> text.before("benefit", "legal-basis", "another"));
        good("no duty", text -> text.without("duty"));
        bad("nobody signs for the consumer", "signatory", text -> text.without("signatory"));
        bad("nobody signs", "signatory", text -> text.without("signatory").without("signatory"));
        bad("no clause", "", text -> clause(text).without("clause"));
        good("two clauses", text -> secondClause(text, "c2"));
        bad("two clauses of one name", "clause", text -> secondClause(text, "c1"));
        bad(
                "a service of another member",
                "service",
                text -> text.set("service", "TH/GOV/DLT/motor/cmi-check"));
        bad(
                "a system of another member",
                "consumer-system",
                text -> text.set("consumer-system", "TH/GOV/OIC/tax"));
        bad(
                "ends as it begins",
                "not-after",
                text -> text.set("not-after", text.value("not-before")));
        bad(
                "ends before it begins",
                "not-after",
                text -> text.set("not-after", "2026-11-22T03:00:00.123Z"));
        good("every field", text -> text.without("field"));
        bad("no endpoint", "endpoint", text -> text.without("endpoint"));
        bad("no purpose", "purpose", text -> text.without("purpose"));
        bad("no system", "consumer-system", text -> text.without("consumer-system"));
        good("of 64 KiB", text -> padded(text, 65_536));
        bad("over 64 KiB", "agreement", text -> padded(text, 65_537));
    }

    private static Lines clause(Lines text) {
        while (!text.items().getLast().name().equals("clause")) {
            text = text.without(text.items().size() - 1);
        }
        return text;
    }

    private static Lines secondClause(Lines text, String id) {
        return text.line("clause", id)
                .line("consumer-system", Draft.CONSUMER + "/tax")
                .line("service", Draft.SERVICE)
                .line("endpoint", "GET /")
                .line("purpose", "other")
                .line("person", "none");
    }

    private static Lines padded(Lines text, int size) {
        int missing = size - text.bytes().size();
        return text.set("benefit", text.value("benefit") + "x".repeat(missing));
    }

    private void leaves() {
        begin(
                "exchange",
                Lines.of("saphan.org/exchange/v1")
                        .line("site", "oic")
                        .line("role", "provider")
                        .line("seen", "live")
                        .section("request", Bytes.utf8("request\n"))
                        .section("request-seal", Bytes.utf8("seal\n"))
                        .section("outcome", Bytes.utf8("outcome\n"))
                        .section("outcome-seal", Bytes.utf8("seal\n")));
        sections();
        begin(
                "act",
                Lines.of("saphan.org/act/v1")
                        .line("act", Draft.EXCHANGE)
                        .line("time", Draft.AT)
                        .line("site", "dga")
                        .line("kind", "trust-list-issued")
                        .line("by", "TH/GOV/DGA")
                        .line("about", "7")
                        .line("hash", Bytes.utf8("list").sha256()));
        notUtf8();
        begin(
                "refused",
                Lines.of("saphan.org/refused/v1")
                        .line("site", "oic")
                        .line("from", Draft.AT)
                        .line("to", Draft.AT.plusSeconds(60))
                        .line("count", "bad_seal 3")
                        .line("count", "unknown_caller 1"));
        good("none", text -> text.without("count").without("count"));
        bad("not sorted", "count", text -> text.set("count", 0, "zzz 3"));
        bad("one twice", "count", text -> text.set("count", 0, "unknown_caller 3"));
        for (var value : Value.COUNT.good()) {
            good("count " + value, text -> text.set("count", value));
        }
        begin(
                "succession",
                Lines.of("saphan.org/succession/v1")
                        .line("site", "oic")
                        .line("time", Draft.AT)
                        .line("previous-origin", Draft.LOG)
                        .line("previous-size", 17)
                        .line("previous-root", Bytes.empty().sha256())
                        .line("reason", "restored"));
    }

    /// Overlong, cut short, a surrogate, beyond the last character.
    private void notUtf8() {
        var whole = lines.bytes();
        int at = whole.text().indexOf("TH/GOV/DGA");
        for (var wrong : NOT_UTF8) {
            add(
                    "by with bytes that are not UTF-8: " + wrong,
                    whole.slice(0, at)
                            .concat(Bytes.fromHex(wrong))
                            .concat(whole.slice(at, whole.size())),
                    false,
                    "by");
        }
    }

    private void anchor() {
        var draft = new Draft();
        draft.revoked.add(Value.base64(32, 0x7f) + " 2026-11-24T03:00:00.123Z");
        draft.revoked.add(Value.base64(32, 0x80) + " 2026-11-24T03:00:00.123Z");
        begin("trust-anchor", draft.anchor());
        good("none revoked", text -> text.without("revoked").without("revoked"));
        bad(
                "revoked not sorted",
                "revoked",
                text -> text.without("revoked").line("revoked", Value.REVOKED.good().getFirst()));
        bad("revoked twice", "revoked", text -> text.twice(text.index("revoked", 0)));
        // 0x00.. is AAAA.., 0xfb.. is +/v7..; as text the second one comes first.
        good(
                "sorted by bytes and not by base64",
                text ->
                        text.set("revoked", 0, Value.base64(32, 0x00) + " 2026-11-24T03:00:00.123Z")
                                .set(
                                        "revoked",
                                        1,
                                        Value.base64(32, 0xfb) + " 2026-11-24T03:00:00.123Z"));
        bad(
                "sorted by base64 and not by bytes",
                "revoked",
                text ->
                        text.set("revoked", 0, Value.base64(32, 0xfb) + " 2026-11-24T03:00:00.123Z")
                                .set(
                                        "revoked",
                                        1,
                                        Value.base64(32, 0x00) + " 2026-11-24T03:00:00.123Z"));
    }

    /// The last line is mended after each change, so that nothing but the change is wrong.
    private void receipt() {
        begin("receipt", new Draft().receipt());
    }

    private void begin(String name, Lines good) {
        base = "texts/" + name;
        lines = good;
        schema = java.util.Objects.requireNonNull(Schema.ALL.get(good.first()));
        bases.put(base, bytes(good));
        good("as it is", text -> text);
        firstLine();
        for (int i = 0; i < lines.items().size(); i++) {
            line(i, schema.line(lines.items().get(i).name()));
        }
        ends();
    }

    private Bytes bytes(Lines text) {
        return schema.prefix().contains("receipt") ? Draft.mended(text) : text.bytes();
    }

    private void firstLine() {
        var format = lines.first();
        for (var other :
                List.of(
                        "",
                        format + " ",
                        " " + format,
                        format + "\r",
                        "\ufeff" + format,
                        format.replace("/v1", "/v2"),
                        format.replace("/v1", "/v01"),
                        format.replace("/v1", ""),
                        format.toUpperCase(java.util.Locale.ROOT))) {
            bad("first line " + shown(other), "format", text -> text.called(other));
        }
    }

    private void line(int i, Schema.Line line) {
        var name = line.name() + (nth(i) == 0 ? "" : " " + (nth(i) + 1));
        if (line.times() == Times.ONCE) {
            bad(name + " missing", "", text -> text.without(i));
            bad(name + " twice", "", text -> text.twice(i));
        } else if (line.times() == Times.OPTIONAL) {
            good(name + " missing", text -> text.without(i));
            bad(name + " twice", "", text -> text.twice(i));
        }
        boolean swaps =
                i + 1 < lines.items().size()
                        && !lines.items().get(i + 1).name().equals(line.name());
        if (swaps) {
            bad(name + " behind the next line", "", text -> text.swapped(i));
        }
        bad(
                name + " in capitals",
                "",
                text -> renamed(text, i, line.name().toUpperCase(java.util.Locale.ROOT)));
        bad(
                name + " with a space before the colon",
                "",
                text -> renamed(text, i, line.name() + " "));
        bad(name + " indented", "", text -> renamed(text, i, " " + line.name()));
        bad(name + " without a space behind the colon", "", text -> colon(text, i, ":"));
        bad(name + " with two spaces behind the colon", line.name(), text -> colon(text, i, ":  "));
        bad(name + " with a tab behind the colon", "", text -> colon(text, i, ":\t"));
        bad(name + " empty", line.name(), text -> valued(text, i, ""));
        var value = lines.items().get(i).value();
        bad(name + " with a space at its end", line.name(), text -> valued(text, i, value + " "));
        bad(name + " with a carriage return", line.name(), text -> valued(text, i, value + "\r"));
        for (var other : line.value().bad()) {
            bad(name + " = " + shown(other), line.name(), text -> valued(text, i, other));
        }
        if (line.free()) {
            for (var other : line.value().good()) {
                good(name + " = " + shown(other), text -> valued(text, i, other));
            }
        }
    }

    private int nth(int i) {
        var name = lines.items().get(i).name();
        return (int)
                lines.items().subList(0, i).stream()
                        .filter(item -> item.name().equals(name))
                        .count();
    }

    private static Lines renamed(Lines text, int i, String name) {
        return text.at(i, old -> new Lines.Item(name, old.value(), old.content()));
    }

    private static Lines valued(Lines text, int i, String value) {
        return text.at(i, old -> new Lines.Item(old.name(), value, old.content()));
    }

    private static Lines colon(Lines text, int i, String colon) {
        return text.at(i, old -> new Lines.Item(old.name(), colon, old.value(), old.content()));
    }

    /// Lengths that are not those of what follows, and sections that are cut short.
    private void sections() {
        for (int i = 0; i < lines.items().size(); i++) {
            var item = lines.items().get(i);
            if (item.content().isEmpty()) {
                continue;
            }
            int at = i;
            long length = item.content().get().size();
            var others = new LinkedHashMap<String, String>();
            others.put("one too few", length - 1 + "");
            others.put("one too many", length + 1 + "");
            others.put("far too many", "999999999999999999");
            others.put("0", "0");
            others.put("led by a zero", "0" + length);
            others.put("negative", "-" + length);
            others.forEach(
                    (what, value) ->
                            bad(
                                    item.name() + " length " + what,
                                    "",
                                    text -> valued(text, at, value)));
        }
    }

    private void ends() {
        var whole = bytes(lines);
        add("without the last newline", whole.slice(0, whole.size() - 1), false, "");
        add("cut in the middle of a line", whole.slice(0, whole.size() - 7), false, "");
        add("cut after its first line", Bytes.utf8(lines.first() + "\n"), !isNeeded(), "");
        add("empty", Bytes.empty(), false, "format");
        add("with an empty line more", whole.concat(Bytes.utf8("\n")), false, "end");
        add("with an unknown line more", whole.concat(Bytes.utf8("x: y\n")), false, "");
        add("with a zero byte more", whole.concat(Bytes.of((byte) 0)), false, "");
        add(
                "with carriage returns",
                Bytes.utf8(whole.text().replace("\n", "\r\n")),
                false,
                "format");
        for (var wrong : NOT_UTF8) {
            var text = lines.first().getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
            add(
                    "with bytes in its first line that are not UTF-8: " + wrong,
                    whole.slice(0, text)
                            .concat(Bytes.fromHex(wrong))
                            .concat(whole.slice(text, whole.size())),
                    false,
                    "format");
        }
    }

    private boolean isNeeded() {
        return schema.lines().stream()
                .anyMatch(line -> line.times() == Times.ONCE || line.times() == Times.SOME);
    }

    private void good(String name, UnaryOperator<Lines> change) {
        add(name, bytes(change.apply(lines)), true, "");
    }

    /// @param line the one that is to blame; empty where readers may differ about that
    private void bad(String name, String line, UnaryOperator<Lines> change) {
        add(name, bytes(change.apply(lines)), false, line);
    }

    private void add(String name, Bytes bytes, boolean accept, String line) {
        var vector =
                Change.from(
                        base,
                        java.util.Objects.requireNonNull(bases.get(base)),
                        bytes,
                        "accept",
                        accept);
        if (!line.isEmpty()) {
            vector.put("line", line);
        }
        var named = new LinkedHashMap<String, Object>();
        named.put("name", base.substring("texts/".length()) + ": " + name);
        named.put("format", schema.prefix());
        named.putAll(vector);
        vectors.add(named);
    }

    /// A long value is shown by its ends; control characters by their numbers.
    private static String shown(String value) {
        var plain =
                value.chars()
                        .mapToObj(
                                c ->
                                        c < 0x21 || c > 0x7e
                                                ? "<%x>".formatted(c)
                                                : String.valueOf((char) c))
                        .collect(Collectors.joining());
        return plain.length() <= 60 ? plain : plain.substring(0, 20) + "... of " + value.length();
    }
}
