package org.saphan.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LeafTest {

    private static final Instant TIME = Instant.parse("2026-11-24T03:00:00.123Z");
    private static final String ID = "019a0000-0000-7000-8000-000000000001";

    static Stream<Leaf> leaves() {
        return Stream.of(
                new Leaf.Exchange(
                        "oic",
                        Leaf.Role.PROVIDER,
                        Leaf.Seen.LIVE,
                        Bytes.utf8("request\n"),
                        Optional.of(Bytes.utf8("seal\n")),
                        Bytes.utf8("outcome\n"),
                        Bytes.utf8("seal\n")),
                new Leaf.Exchange(
                        "dlt",
                        Leaf.Role.CONSUMER,
                        Leaf.Seen.RECONCILED,
                        Bytes.utf8("request\n"),
                        Optional.empty(),
                        Bytes.utf8("outcome\n"),
                        Bytes.utf8("seal\n")),
                new Leaf.Act(
                        ID,
                        TIME,
                        "hub",
                        "member-admitted",
                        "operator",
                        "TH/GOV/OIC",
                        Optional.empty()),
                new Leaf.Act(
                        ID,
                        TIME,
                        "hub",
                        "trust-list",
                        "operator",
                        "7",
                        Optional.of(Bytes.empty().sha256())),
                new Leaf.Refused(
                        "oic", TIME, TIME.plusSeconds(60), Map.of("bad_seal", 3L, "replayed", 1L)),
                new Leaf.Refused("oic", TIME, TIME.plusSeconds(60), Map.of()),
                new Leaf.Succession(
                        "oic", TIME, "oic/log/1", 17, Bytes.empty().sha256(), "restored"));
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void what_was_written_reads_back_equal_and_to_the_same_bytes(Leaf leaf) {
        assertThat(Leaf.parse(leaf.bytes())).isEqualTo(leaf);
        assertThat(Leaf.parse(leaf.bytes()).bytes()).isEqualTo(leaf.bytes());
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void a_leaf_cut_anywhere_inside_a_line_is_refused(Leaf leaf) {
        var bytes = leaf.bytes();
        for (int end = 0; end < bytes.size(); end++) {
            var prefix = bytes.slice(0, end);
            if (!prefix.text().endsWith("\n")) {
                assertThatThrownBy(() -> Leaf.parse(prefix)).isInstanceOf(MalformedText.class);
            }
        }
    }

    @Test
    void counts_out_of_order_are_refused() {
        var text =
                "saphan.org/refused/v1\nsite: oic\nfrom: 2026-11-24T03:00:00.123Z\nto: 2026-11-24T03:01:00.123Z\n";
        assertThatThrownBy(() -> Leaf.parse(Bytes.utf8(text + "count: b 1\ncount: a 1\n")))
                .isInstanceOf(MalformedText.class);
        assertThatThrownBy(() -> Leaf.parse(Bytes.utf8(text + "count: a 1\ncount: a 1\n")))
                .isInstanceOf(MalformedText.class);
    }
}
