package org.saphan.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.kernel.http.Header;

class HeadTest {

    @Test
    void hop_by_hop_headers_and_our_own_secrets_stay_behind() {
        var head =
                Head.forwarded(
                        List.of(
                                new Header("Host", "h"),
                                new Header("Connection", "close"),
                                new Header("User-Agent", "curl"),
                                new Header("Saphan-Key", "sk_secret"),
                                new Header("X-Road-Request-Id", "mine"),
                                new Header("Authorization", "Bearer x"),
                                new Header("Accept", "a"),
                                new Header("Accept", "b")));
        assertThat(head.bytes().text()).isEqualTo("authorization:Bearer x\naccept:a\naccept:b\n");
    }

    @Test
    void what_was_written_reads_back_to_the_same_bytes() {
        var head = new Head(List.of(new Header("accept", "a:b"), new Header("x-road-userid", "")));
        assertThat(Head.parse(head.bytes())).isEqualTo(head);
        assertThat(Head.parse(Bytes.empty()).fields()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accept:a",
                "accept\n",
                ":a\n",
                "Accept:a\n",
                "a b:c\n",
                "x:\u0001\n",
                "\n",
                "a:b\n\n"
            })
    void any_other_form_is_refused(String text) {
        assertThatThrownBy(() -> Head.parse(Bytes.utf8(text))).isInstanceOf(MalformedText.class);
    }

    @Test
    void printing_prints_no_value() {
        assertThat(new Head(List.of(new Header("x-road-userid", "9000000000012"))).toString())
                .doesNotContain("9000000000012");
    }
}
