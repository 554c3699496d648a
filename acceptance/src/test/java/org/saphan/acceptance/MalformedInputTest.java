package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every row of `malformed.txt` against the listener that it names. Afterwards nothing is left of them:
/// no exchange in a log, no row, no open connection.
@ExtendWith(WithDemo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MalformedInputTest {

    private static final List<String> LISTENERS = List.of("systems", "peers", "open", "operations");

    private final RunningDemo demo;
    private final Doors consumers;
    private final Map<String, String> words;
    private String before = "";
    private Map<String, Double> connections = Map.of();

    MalformedInputTest(RunningDemo demo) {
        this.demo = demo;
        this.consumers = new Doors(demo.consumer(), demo.consumer().directory().resolve("keys"));
        this.words = words(demo);
    }

    private static Map<String, String> words(RunningDemo demo) {
        var words = new HashMap<String, String>();
        var example = demo.example();
        var good = new StringBuilder("Host: a\\n");
        example.headers().forEach((name, value) -> good.append(name + ": " + value + "\\n"));
        var id = example.send().receipt();
        words.put("good", good.toString());
        words.put("key", example.header("Saphan-Key"));
        words.put("auditor", demo.auditorKey("DLT"));
        words.put("id", id);
        words.put("ID", id.toUpperCase(Locale.ROOT));
        var authorization = demo.consumer().operations("/").header("Authorization");
        words.put("operator", authorization.substring("Bearer ".length()));
        return words;
    }

    @BeforeAll
    void count() {
        demo.receipts().first(words.getOrDefault("id", ""));
        before = kept();
        connections = connections();
    }

    static List<MalformedInput> inputs() {
        return MalformedInput.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inputs")
    void what_is_malformed_is_refused_in_words(MalformedInput input) throws Exception {
        var answer = RawAnswer.of(consumers.open(input.door()), input.request(words));

        assertThat(answer.status()).as(answer.text()).isEqualTo(input.status());
        if (!input.type().equals("-")) {
            assertThat(answer.text())
                    .contains("\"type\":\"" + input.type() + "\"")
                    .contains(input.part())
                    .doesNotContainIgnoringCase("saphan-receipt:")
                    .doesNotContain("Exception", "java.", "org.saphan");
        }
    }

    @AfterAll
    void nothing_is_left_of_them() {
        assertThat(kept()).isEqualTo(before);
        Patience.until(
                "no more open connections than before: " + connections + ", now " + connections(),
                Duration.ofSeconds(10),
                () -> !isAnyAbove(connections()));
    }

    /// What the two nodes keep: exchanges in their logs, and every list that an operator can ask for.
    private String kept() {
        var kept = new StringBuilder();
        for (var site : List.of(demo.consumer(), demo.provider())) {
            kept.append(new PublishedLog(site.url("open")).exchanges()).append('\n');
            for (var list : List.of("members", "services", "agreements")) {
                kept.append(site.operations("/api/v1/" + list).send().text()).append('\n');
            }
            kept.append(site.status().path("waitingActs")).append('\n');
        }
        return kept.toString();
    }

    private Map<String, Double> connections() {
        var open = new HashMap<String, Double>();
        for (var listener : LISTENERS) {
            var name = listener.equals("open") ? "public" : listener;
            open.put(name, demo.consumer().openConnections(name));
        }
        return open;
    }

    /// Peers and this test itself keep a few open between calls; none of a row's may stay.
    private boolean isAnyAbove(Map<String, Double> now) {
        return now.entrySet().stream()
                .anyMatch(
                        entry -> entry.getValue() > connections.getOrDefault(entry.getKey(), 0.0));
    }
}
