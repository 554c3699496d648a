package org.saphan.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    void printing_a_target_prints_no_path() {
        assertThat(Target.parse(BASE + "/v1/persons/9000000000012").toString())
                .doesNotContain("9000000000012");
    }
}
