package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
    private final Set<String> ours = new HashSet<>();
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
        settle();
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
        settle();
        assertThat(kept()).isEqualTo(before);
        Patience.until(
                "no more open connections than before: " + connections + ", now " + connections(),
                Duration.ofSeconds(10),
                () -> !isAnyAbove(connections()));
    }

    /// Everything before a good exchange stands under a published head when that one does.
    private void settle() {
        var id = demo.example().send().receipt();
        ours.add(id);
        for (var node : nodes()) {
            Patience.until(
                    "published", Duration.ofSeconds(15), () -> log(node).exchanges().contains(id));
        }
    }

    private List<Site> nodes() {
        return List.of(demo.consumer(), demo.provider());
    }

    private static PublishedLog log(Site site) {
        return new PublishedLog(site.url("open"));
    }

    /// What the two nodes keep: exchanges in their logs, and every list that an operator can ask for.
    private String kept() {
        var kept = new StringBuilder();
        for (var site : nodes()) {
            var exchanges = new ArrayList<>(log(site).exchanges());
            exchanges.removeAll(ours);
            kept.append(exchanges).append('\n');
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

    /// This test itself keeps a connection open between calls, and each of the three sites may keep one
    /// to the peers listener; none of a row's may stay.
    private boolean isAnyAbove(Map<String, Double> now) {
        return now.entrySet().stream()
                .anyMatch(entry -> entry.getValue() > allowed(entry.getKey()));
    }

    private double allowed(String listener) {
        double before = connections.getOrDefault(listener, 0.0);
        return listener.equals("peers") ? Math.max(before, demo.sites().size()) : before;
    }
}
