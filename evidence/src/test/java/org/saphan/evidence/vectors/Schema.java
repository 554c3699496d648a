package org.saphan.evidence.vectors;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which lines each format has, in which order: the tables of the page, as the vectors are made by.
///
/// @param prefix a format, `saphan.org/request/v1`
record Schema(String prefix, List<Line> lines) {

    enum Times {
        /// Exactly once.
        ONCE(""),
        OPTIONAL("?"),
        /// Any number of times, also none.
        ANY("*"),
        /// At least once.
        SOME("+");

        private final String mark;

        Times(String mark) {
            this.mark = mark;
        }

        String mark() {
            return mark;
        }
    }

    /// @param free every good value of its kind is good here, whatever the other lines say
    record Line(String name, Times times, Value value, boolean free) {}

    static final Map<String, Schema> ALL = new TreeMap<>();

    private static void add(String format, String... lines) {
        var all =
                java.util.Arrays.stream(lines)
                        .map(line -> line.split(" "))
                        .map(
                                words ->
                                        new Line(
                                                words[0].replaceAll("[?*+!]", ""),
                                                words[0].contains("?")
                                                        ? Times.OPTIONAL
                                                        : words[0].contains("*")
                                                                ? Times.ANY
                                                                : words[0].contains("+")
                                                                        ? Times.SOME
                                                                        : Times.ONCE,
                                                Value.valueOf(words[1]),
                                                !words[0].contains("!")))
                        .toList();
        ALL.put(format, new Schema(format, all));
    }

    // `!` marks a line that depends on other lines.
    static {
        add(
                "saphan.org/request/v1",
                "exchange EXCHANGE",
                "time TIME",
                "consumer SYSTEM",
                "provider? SERVICE",
                "agreement ID",
                "agreement-version NUMBER",
                "agreement-hash HASH",
                "clause WORD",
                "purpose? WORD",
                "person PERSON",
                "method METHOD",
                "target HASH",
                "head HASH",
                "body HASH",
                "body-length NUMBER",
                "salts HASH",
                "trust-list NUMBER");
        add(
                "saphan.org/answer/v1",
                "exchange EXCHANGE",
                "time TIME",
                "request HASH",
                "provider SERVICE",
                "status STATUS",
                "head HASH",
                "body HASH",
                "body-length NUMBER",
                "removed*! TEXT",
                "removed-other NUMBER",
                "subject? HASH",
                "salts HASH",
                "trust-list NUMBER");
        add(
                "saphan.org/refusal/v1",
                "exchange EXCHANGE",
                "time TIME",
                "request HASH",
                "by MEMBER",
                "reason WORD",
                "trust-list NUMBER");
        add(
                "saphan.org/salts/v1",
                "person? HASH",
                "target? HASH",
                "head? HASH",
                "body? HASH",
                "answer-head? HASH",
                "answer-body? HASH",
                "subject? HASH");
        add(
                "saphan.org/seal/v1",
                "signer MEMBER",
                "key HASH",
                "algorithm ALGORITHM",
                "time TIME",
                "size! SIZE",
                "index! NUMBER",
                "path* HASH",
                "signature BYTES");
        add("saphan.org/sealed/v1", "text SECTION", "seal* SECTION");
        add(
                "saphan.org/agreement/v1",
                "id ID",
                "version NUMBER",
                "parent? ID",
                "title-th TEXT",
                "title-en TEXT",
                "consumer! MEMBER",
                "provider! MEMBER",
                "legal-basis+ WORD",
                "benefit TEXT",
                "not-before! TIME",
                "not-after! TIME",
                "duty* WORD",
                "signatory+ SIGNATORY",
                "odrl HASH",
                "clause WORD",
                "consumer-system+! SYSTEM",
                "service! SERVICE",
                "endpoint+ ENDPOINT",
                "purpose+ WORD",
                "field* POINTER",
                "error-body* ERROR_STATUS",
                "person PERSON_RULE",
                "daily-quota? NUMBER",
                "window? WINDOW",
                "retention? TEXT");
        add(
                "saphan.org/exchange/v1",
                "site ID",
                "role ROLE",
                "seen SEEN",
                "request SECTION",
                "request-seal? SECTION",
                "outcome SECTION",
                "outcome-seal SECTION");
        add(
                "saphan.org/act/v1",
                "act EXCHANGE",
                "time TIME",
                "site ID",
                "kind WORD",
                "by TEXT",
                "about TEXT",
                "hash? HASH");
        add("saphan.org/refused/v1", "site ID", "from TIME", "to TIME", "count*! COUNT");
        add(
                "saphan.org/succession/v1",
                "site ID",
                "time TIME",
                "previous-origin TEXT",
                "previous-size NUMBER",
                "previous-root HASH",
                "reason WORD");
        add(
                "saphan.org/receipt/v1",
                "exchange TEXT",
                "certificate* BYTES",
                "leaf SECTION",
                "agreement? SECTION",
                "index NUMBER",
                "path* HASH",
                "checkpoint SECTION",
                "timestamp? BYTES",
                "salts? SECTION",
                "sha256 HASH");
        add("saphan.org/trust-anchor/v1", "instance TEXT", "root BYTES", "revoked*! REVOKED");
    }

    Line line(String name) {
        return lines.stream().filter(line -> line.name().equals(name)).findFirst().orElseThrow();
    }
}
