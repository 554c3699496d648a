package org.saphan.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    private static final String BASE = "/r1/TH/GOV/OIC/motor/cmi-check";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /v1/vehicles/1%E0%B8%81%E0%B8%811234 | v1,vehicles,1กก1234
                    /v1/vehicles/a%2Fb                   | v1,vehicles,a/b
                    /v1/a%20b                            | v1,a b
                    /v1/%7Bx%7D                          | v1,{x}
                    /v1//x                               | v1,,x
                    //v1/x                               | v1,x
                    /v1/%252e%252e                       | v1,%2e%2e
                    /v1/x?plate=../..                    | v1,x
                    """)
    void the_path_is_matched_on_decoded_segments(String below, String segments) {
        assertThat(Target.parse(BASE + below).path()).isEqualTo(List.of(segments.split(",", -1)));
    }

    @Test
    void the_service_sees_what_the_caller_wrote() {
        assertThat(Target.parse(BASE + "/v1/a%2Fb?x=%20&y").raw()).isEqualTo("/v1/a%2Fb?x=%20&y");
        assertThat(Target.parse(BASE + "?x=y").raw()).isEqualTo("?x=y");
        assertThat(Target.parse(BASE).raw()).isEmpty();
    }

    @Test
    void an_encoded_id_is_the_same_id() {
        assertThat(Target.parse("/r1/TH/GOV/OIC/motor/cmi%2Dcheck/x").service())
                .hasToString("TH/GOV/OIC/motor/cmi-check");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/r1",
                "/r1/",
                "/r1/TH/GOV/OIC/motor",
                "/r2/TH/GOV/OIC/motor/cmi-check/x",
                "/r1/TH/GOV/OIC/motor%2Fcmi-check/x",
                "/r1/TH/GOV/OIC//cmi-check/x",
                "/r1/TH/GOV/oic/motor/cmi-check",
                "/r1/TH/GOV/OIC/motor/cmi-check/%",
                "/r1/TH/GOV/OIC/motor/cmi-check/%4",
                "/r1/TH/GOV/OIC/motor/cmi-check/%zz",
                "/r1/TH/GOV/OIC/motor/cmi-check/%00",
                "/r1/TH/GOV/OIC/motor/cmi-check/%0d%0aX:y",
                "/r1/TH/GOV/OIC/motor/cmi-check/%C0%AF",
                "/r1/TH/GOV/OIC/motor/cmi-check/%ED%A0%80",
                "/r1/TH/GOV/OIC/motor/cmi-check/..",
                "/r1/TH/GOV/OIC/motor/cmi-check/a/../b",
                "/r1/TH/GOV/OIC/motor/cmi-check/%2e%2e/b",
                "/r1/TH/GOV/OIC/motor/cmi-check/.%2E",
                "/r1/TH/GOV/OIC/motor/cmi-check/a%2F..%2Fb",
                "/r1/TH/GOV/OIC/motor/cmi-check/a%5C..%5Cb",
                "/r1/TH/GOV/OIC/motor/cmi-check/กก",
                "/r1/TH/GOV/OIC/motor/cmi-check/a b"
            })
    void what_cannot_be_read_in_one_way_only_is_refused(String target) {
        assertThatThrownBy(() -> Target.parse(target))
                .isInstanceOfSatisfying(
                        Refused.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED_REQUEST));
    }

    static Stream<Arguments> encodings() { // tidy: a table
        return Stream.of(
                arguments("%41", "A"),
                arguments("%7E", "~"),
                arguments("~", "~"),
                arguments("%2D", "-"),
                arguments("a.b", "a.b"),
                arguments("a%2Eb", "a.b"),
                arguments("...", "..."),
                arguments("%2E%2E%2E", "..."),
                arguments("a..b", "a..b"),
                arguments("%2F", "/"),
                arguments("%2f", "/"),
                arguments("a%2Fb%2Fc", "a/b/c"),
                arguments("%5C", "\\"),
                arguments("a%5Cb", "a\\b"),
                arguments("%25", "%"),
                arguments("%2525", "%25"),
                arguments("%2520", "%20"),
                arguments("%20", " "),
                arguments("a%20", "a "),
                arguments("%2B", "+"),
                arguments("a+b", "a+b"),
                arguments("%26", "&"),
                arguments("&", "&"),
                arguments("%3D", "="),
                arguments("=", "="),
                arguments("%3F", "?"),
                arguments("a%3Fb", "a?b"),
                arguments("%23", "#"),
                arguments("a%23b", "a#b"),
                arguments("%21", "!"),
                arguments("!", "!"),
                arguments("%24", "$"),
                arguments("$", "$"),
                arguments("%27", "'"),
                arguments("'", "'"),
                arguments("%28", "("),
                arguments("(", "("),
                arguments("%29", ")"),
                arguments(")", ")"),
                arguments("%2A", "*"),
                arguments("*", "*"),
                arguments("%2C", ","),
                arguments("%3B", ";"),
                arguments(";", ";"),
                arguments("a;v=1", "a;v=1"),
                arguments("%3A", ":"),
                arguments(":", ":"),
                arguments("%40", "@"),
                arguments("@", "@"),
                arguments("%5B", "["),
                arguments("%5D", "]"),
                arguments("%7B", "{"),
                arguments("%7D", "}"),
                arguments("%22", "\""),
                arguments("%3C", "<"),
                arguments("%3E", ">"),
                arguments("%5E", "^"),
                arguments("%60", "`"),
                arguments("%E0%B8%81", "ก"),
                arguments("%e0%b8%81", "ก"),
                arguments("%E0%B9%81%E0%B8%81%E0%B9%89", "แก้"),
                arguments("%C3%A9", "é"),
                arguments("%F0%9F%98%80", "😀"),
                arguments("%E2%82%AC", "€"),
                arguments("1%E0%B8%81%E0%B8%811234", "1กก1234"),
                arguments("%C2%A0", "\u00a0"),
                arguments("%EF%BB%BF", "\ufeff"),
                arguments("%E2%80%AE", "\u202e"),
                arguments("x%2F", "x/"),
                arguments("%2Fx", "/x"),
                arguments("a%2520b", "a%20b"),
                arguments("100%25", "100%"),
                arguments("%252F", "%2F"),
                arguments("%252e", "%2e"),
                arguments("-", "-"),
                arguments("_", "_"),
                arguments("%5F", "_"),
                arguments("9000000000012", "9000000000012"));
    }

    /// One segment in every spelling that has one meaning, and that meaning.
    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("encodings")
    void a_segment_has_the_meaning_of_its_octets(String spelt, String meant) {
        var target = Target.parse(BASE + "/v1/" + spelt + "/end?x=" + spelt);
        assertThat(target.path()).containsExactly("v1", meant, "end");
        assertThat(target.raw()).isEqualTo("/v1/" + spelt + "/end?x=" + spelt);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%4",
                "%zz",
                "%4g",
                "%g4",
                "%%",
                "%2",
                "a%",
                "%u0E01",
                "%00",
                "%01",
                "%09",
                "%0A",
                "%0D",
                "%0d%0a",
                "%1F",
                "%7F",
                "%C2%80",
                "%C2%85",
                "%C0%AF",
                "%C1%81",
                "%E0%80%AF",
                "%F0%80%80%AF",
                "%80",
                "%BF",
                "%E0%B8",
                "%E0%B8%",
                "%ED%A0%80",
                "%ED%BF%BF",
                "%F5%80%80%80",
                "%F4%90%80%80",
                "%FF",
                "%FE",
                ".",
                "..",
                "%2E",
                "%2e%2E",
                ".%2e",
                "%2E.",
                "a%2F..",
                "..%2Fa",
                "a%2F.%2Fb",
                "a%5C..%5Cb",
                "%5C..",
                "..%5C",
                "%2F..%2F"
            })
    void a_segment_without_one_meaning_is_refused_wherever_it_stands(String spelt) {
        for (var target :
                List.of(
                        BASE + "/" + spelt,
                        BASE + "/v1/" + spelt + "/end",
                        "/r1/TH/GOV/OIC/motor/" + spelt + "/v1",
                        "/r1/TH/GOV/OIC/" + spelt + "/cmi-check/v1",
                        "/r1/" + spelt + "/GOV/OIC/motor/cmi-check/v1")) {
            assertThatThrownBy(() -> Target.parse(target)).isInstanceOf(Refused.class);
        }
    }

    /// Identifiers are letters, digits, dot, dash and underscore, spelt in any way.
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "cmi%2Dcheck, cmi-check",
        "%63mi-check, cmi-check",
        "CMI, CMI",
        "a_b.c, a_b.c",
        "a%5Fb%2Ec, a_b.c",
        "0, 0",
        "cmi%20check, -",
        "cmi%2Fcheck, -",
        "cmi+check, -",
        "%E0%B8%81, -",
        "-cmi, -",
        "cmi:check, -",
        "cmi*, -",
        "cmi;v=1, -",
        "%2Ecmi, -"
    })
    void an_identifier_is_compared_decoded(String spelt, String meant) {
        var target = "/r1/TH/GOV/OIC/motor/" + spelt + "/v1";
        if (meant.equals("-")) {
            assertThatThrownBy(() -> Target.parse(target)).isInstanceOf(Refused.class);
        } else {
            assertThat(Target.parse(target).service()).hasToString("TH/GOV/OIC/motor/" + meant);
        }
    }

    @Test
    void printing_a_target_prints_no_path() {
        assertThat(Target.parse(BASE + "/v1/persons/9000000000012").toString())
                .doesNotContain("9000000000012");
    }
}
