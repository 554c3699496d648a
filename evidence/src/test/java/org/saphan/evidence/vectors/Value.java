package org.saphan.evidence.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.saphan.evidence.Bytes;

/// The kinds of values that a line can have, with examples that count and examples that do not. The
/// page's table of values is checked against the same examples.
enum Value {
    TEXT(
            List.of("a", "a  b", "ตัวอย่าง", "\ud83d\ude80", "a: b", "\u00a0a\u00a0", "a\u0085b"),
            List.of()),
    TIME(
            List.of(
                    "2024-02-29T23:59:59.999Z",
                    "0000-01-01T00:00:00.000Z",
                    "9999-12-31T23:59:59.999Z"),
            List.of(
                    "2026-11-24T03:00:00Z",
                    "2026-11-24T03:00:00.1Z",
                    "2026-11-24T03:00:00.1234Z",
                    "2026-11-24T03:00:00.123+00:00",
                    "2026-11-24T10:00:00.123+07:00",
                    "2026-11-24t03:00:00.123z",
                    "2026-11-24 03:00:00.123Z",
                    "2026-02-29T03:00:00.123Z",
                    "2026-13-24T03:00:00.123Z",
                    "2026-11-24T24:00:00.000Z",
                    "2026-11-24T03:60:00.123Z",
                    "2026-11-24T03:00:60.000Z",
                    "+12026-11-24T03:00:00.123Z",
                    "\u0e52026-11-24T03:00:00.123Z")),
    NUMBER(
            List.of("1", "10", "999999999999999999"),
            List.of(
                    "-1",
                    "+1",
                    "00",
                    "01",
                    "1.0",
                    "1e3",
                    "0x1",
                    "1 000",
                    "1_0",
                    "\uff11",
                    "\u0e51",
                    "1000000000000000000",
                    "99999999999999999999")),
    HASH(
            List.of(base64(32, 0), base64(32, 0xff)),
            List.of(
                    base64(31, 1),
                    base64(33, 1),
                    base64(32, 1).replace("=", ""),
                    base64(32, 1) + "=",
                    base64(32, 0xfb).replace('+', '-').replace('/', '_'),
                    // The same 32 bytes, with a bit set that no byte takes in.
                    base64(32, 0).replace("AAA=", "AAB="),
                    base64(32, 1).replace("AQEBAQ", "AQ EBAQ"),
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")),
    BYTES(
            List.of("AA==", base64(100, 7)),
            List.of("A", "AA", "AA=", "AB==", "AA==AA==", "AAA", "AAB=", "-_-_", "AA ==")),
    MEMBER(
            List.of("TH/GOV/OIC", "TH-X/A1/9-A", "AB/GO/" + "A".repeat(40)),
            List.of(
                    "th/GOV/OIC",
                    "TH/GOV",
                    "TH/GOV/OIC/",
                    "/TH/GOV/OIC",
                    "TH//OIC",
                    "TH/GOV/O",
                    "TH/GOV/-A",
                    "T/GOV/OIC",
                    "TH/G/OIC",
                    "TH/G-V/OIC",
                    "TH/GOV/OIC/motor",
                    "TH/GOV/" + "A".repeat(41),
                    "TH/GOV/\u0410IC")),
    SYSTEM(
            List.of("TH/GOV/DLT/tax", "TH/GOV/DLT/A.b_c-9"),
            List.of(
                    "TH/GOV/DLT",
                    "TH/GOV/DLT/",
                    "TH/GOV/DLT/.tax",
                    "TH/GOV/DLT/t x",
                    "TH/GOV/DLT/tax/a",
                    "TH/GOV/DLT/" + "a".repeat(65))),
    SERVICE(
            List.of("TH/GOV/OIC/motor/x"),
            List.of(
                    "TH/GOV/OIC/motor",
                    "TH/GOV/OIC/motor/",
                    "TH/GOV/OIC/motor//x",
                    "TH/GOV/OIC/motor/x/y",
                    "TH/GOV/OIC/motor/%20",
                    "TH/GOV/OIC/motor/" + "a".repeat(65))),
    WORD(
            List.of("a", "9", "vehicle-tax", "bad_seal", "a".repeat(64)),
            List.of("A", "-a", "_a", "a.b", "a b", "a".repeat(65), "\u0e01")),
    ID(
            List.of("a", "DSA.2-1_x", "a".repeat(64)),
            List.of("-a", ".a", "a/b", "a b", "a".repeat(65), "\u0e01")),
    EXCHANGE(
            List.of("00000000-0000-7000-8000-000000000000", "ffffffff-ffff-7fff-bfff-ffffffffffff"),
            List.of(
                    "019A0000-0000-7000-8000-000000000001",
                    "019a0000-0000-4000-8000-000000000001",
                    "019a0000-0000-7000-c000-000000000001",
                    "019a0000000070008000000000000001",
                    "{019a0000-0000-7000-8000-000000000001}",
                    "019a0000-0000-7000-8000-00000000001")),
    METHOD(
            List.of("DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"),
            List.of("get", "CONNECT", "GETS", "PURGE")),
    PERSON(
            List.of("none", "token " + base64(32, 5)),
            List.of(
                    "None",
                    "asserted",
                    "token",
                    "none " + base64(32, 5),
                    "asserted  " + base64(32, 5),
                    "asserted " + base64(31, 5),
                    "proved " + base64(32, 5),
                    "asserted 9000000000012")),
    STATUS(List.of("100", "999"), List.of("0", "99", "1000", "99999999999", "2xx")),
    ALGORITHM(List.of("ES256"), List.of("es256", "ES384", "EdDSA", "none", "Ed25519ph")),
    SIZE(List.of("2", "65536"), List.of("0", "65537")),
    ROLE(List.of("consumer", "provider"), List.of("Provider", "both")),
    SEEN(List.of("live", "reconciled"), List.of("Live", "later")),
    COUNT(
            List.of("a 0", "a 999999999999999999"),
            List.of("a", "a 01", "a -1", "A 1", "a  1", "1", "a 1 ")),
    SIGNATORY(
            List.of(),
            List.of(
                    "TH/GOV/DLT head",
                    "TH/GOV/DLT deputy A",
                    "TH/GOV/DLT A",
                    "th/gov/dlt head A",
                    "TH/GOV/DLT  head A")),
    ENDPOINT(
            List.of("POST /", "GET /a/{b_c}/d.e~f"),
            List.of(
                    "GET",
                    "GET v1",
                    "GET /v1/",
                    "GET //v1",
                    "GET /{}",
                    "GET /{A}",
                    "GET /a{b}",
                    "GET /a?b",
                    "get /a",
                    "GET  /a")),
    POINTER(
            List.of("/", "/a/*/b", "/" + "a".repeat(199)),
            List.of("a", "*", "#/a", "/" + "a".repeat(200))),
    ERROR_STATUS(List.of("400", "599"), List.of("399", "600", "0404", "4xx")),
    PERSON_RULE(List.of("none", "asserted", "token"), List.of("any", "Token", "asserted x")),
    WINDOW(
            List.of("Mon-Fri 08:00-17:00", "Sat-Sun 00:00-24:00", "Wed-Wed 23:59-24:00"),
            List.of(
                    "Fri-Mon 08:00-17:00",
                    "Mon-Fri 17:00-08:00",
                    "Mon-Fri 08:00-08:00",
                    "Mon-Fri 8:00-17:00",
                    "Mon-Fri 08:00-24:01",
                    "Mon-Fri 08:60-17:00",
                    "mon-fri 08:00-17:00",
                    "Mon-Fre 08:00-17:00",
                    "Mon 08:00-17:00")),
    REVOKED(
            List.of(base64(32, 2) + " 2026-11-24T03:00:00.123Z"),
            List.of(
                    base64(32, 2),
                    base64(31, 2) + " 2026-11-24T03:00:00.123Z",
                    base64(32, 2) + " 2026-11-24T03:00:00Z",
                    base64(32, 2) + "  2026-11-24T03:00:00.123Z")),
    SECTION(List.of(), List.of());

    private final List<String> good;
    private final List<String> bad;

    Value(List<String> good, List<String> bad) {
        this.good = good;
        this.bad = bad;
    }

    List<String> good() {
        return good;
    }

    /// Also what no line may be, whatever it is for.
    List<String> bad() {
        var all = new ArrayList<>(bad);
        Stream.of(
                        "",
                        " ",
                        " a",
                        "a ",
                        "\ta",
                        "a\t",
                        "a\r",
                        "a\u0000b",
                        "a\u001fb",
                        "a\u007fb",
                        "a\u2028b",
                        "a\u2029b",
                        "\u3000a",
                        "a\u3000",
                        "a\u2003",
                        "\u205fa")
                .filter(value -> this == TEXT)
                .forEach(all::add);
        return List.copyOf(all);
    }

    static String base64(int size, int value) {
        var bytes = new byte[size];
        java.util.Arrays.fill(bytes, (byte) value);
        return Bytes.of(bytes).base64();
    }
}
