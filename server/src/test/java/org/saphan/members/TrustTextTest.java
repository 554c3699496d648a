package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;

class TrustTextTest {

    private final TestLists lists = new TestLists();

    @Test
    void what_was_written_reads_back_and_writes_the_same_bytes() {
        var text =
                lists.text(
                        7,
                        TestLists.NOW,
                        Map.of(
                                Bytes.utf8("b").sha256(),
                                TestLists.NOW,
                                Bytes.utf8("a").sha256(),
                                TestLists.NOW.minusMillis(1)));
        var read = TrustText.parse(text.bytes());

        assertThat(read).isEqualTo(text);
        assertThat(read.bytes()).isEqualTo(text.bytes());
    }

    @Test
    void the_lines_stand_in_the_order_of_the_manual() {
        var names =
                lists.text(7, TestLists.NOW, Map.of(Bytes.utf8("a").sha256(), TestLists.NOW))
                        .bytes()
                        .text()
                        .lines()
                        .map(line -> line.replaceAll(": .*", ""))
                        .collect(Collectors.joining(" "));
        var site = " site public peers certificate certificate certificate";
        assertThat(names)
                .isEqualTo(
                        "saphan.org/trust-list/v1 instance version issued expires hub operator"
                                + " purpose purpose legal-basis duty"
                                + site
                                + site
                                + " member name-th name-en at certificate"
                                + " member name-th name-en at certificate"
                                + " system system service service revoked");
    }

    /// However the revoked keys came, they stand in one order: that of their bytes.
    @Test
    void revoked_keys_are_sorted_by_their_bytes() {
        var keys =
                List.of("a", "b", "c", "d", "e", "f").stream()
                        .map(text -> Bytes.utf8(text).sha256())
                        .collect(Collectors.toMap(key -> key, _ -> TestLists.NOW));
        var lines =
                lists.text(7, TestLists.NOW, keys)
                        .bytes()
                        .text()
                        .lines()
                        .filter(line -> line.startsWith("revoked: "))
                        .map(line -> line.split(" ", -1)[1])
                        .toList();
        assertThat(lines).isEqualTo(keys.keySet().stream().sorted().map(Bytes::base64).toList());
    }

    @Test
    void no_two_lines_can_be_exchanged_and_none_can_stand_twice_or_be_left_out() {
        var text = lists.text(7, TestLists.NOW, Map.of(Bytes.utf8("a").sha256(), TestLists.NOW));
        var lines = text.bytes().text().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            requireOther(text, lines, i, i + 1);
        }
    }

    /// A text that differs is refused, or it says something else.
    private static void requireOther(TrustText text, List<String> lines, int i, int next) {
        if (next < lines.size()) {
            var swapped = new ArrayList<>(lines);
            Collections.swap(swapped, i, next);
            requireRefusedOrOther(text, swapped);
        }
        var doubled = new ArrayList<>(lines);
        doubled.add(i, lines.get(i));
        assertThatThrownBy(() -> TrustText.parse(joined(doubled)))
                .isInstanceOf(MalformedText.class);
        var without = new ArrayList<>(lines);
        without.remove(i);
        requireRefusedOrOther(text, without);
    }

    private static void requireRefusedOrOther(TrustText text, List<String> lines) {
        try {
            var read = TrustText.parse(joined(lines));
            assertThat(read).isNotEqualTo(text);
            assertThat(read.bytes()).isEqualTo(joined(lines));
        } catch (MalformedText e) {
            assertThat(e.field()).isNotBlank();
        }
    }

    private static Bytes joined(List<String> lines) {
        return Bytes.utf8(String.join("\n", lines) + "\n");
    }

    @Test
    void every_changed_byte_is_refused_or_says_something_else() {
        var text = lists.text();
        var bytes = text.bytes();
        for (int i = 0; i < bytes.size(); i++) {
            var changed = bytes.array();
            changed[i] ^= 0x01;
            var other = Bytes.owning(changed);
            try {
                assertThat(TrustText.parse(other).bytes()).isEqualTo(other);
            } catch (MalformedText e) {
                assertThat(e.field()).isNotBlank();
            }
        }
    }

    @Test
    void a_text_that_is_cut_short_anywhere_inside_a_line_is_refused() {
        var bytes = lists.text().bytes();
        for (int i = 0; i < bytes.size(); i++) {
            if (i == 0 || bytes.at(i - 1) != '\n') {
                var cut = bytes.slice(0, i);
                assertThatThrownBy(() -> TrustText.parse(cut)).isInstanceOf(MalformedText.class);
            }
        }
    }

    @Test
    void a_text_of_more_than_four_mebibytes_is_refused_unread() {
        var huge = Bytes.owning(new byte[TrustText.MAX_BYTES + 1]);
        assertThatThrownBy(() -> TrustText.parse(huge))
                .isInstanceOf(MalformedText.class)
                .hasMessage("trust-list: longer than 4 MiB");
    }
}
