package org.saphan.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class FieldFilterTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static FieldFilter.Filtered filter(String json, String... granted) {
        return new FieldFilter(List.of(granted), Set.of("/owner", "/premium", "/cars/*/owner"))
                .apply(Bytes.utf8(json));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    /status          | {"status":"valid","owner":"x"}                  | {"status":"valid"}
                    /a               | {"a":{"b":1,"c":[2,{"d":3}]},"e":4}             | {"a":{"b":1,"c":[2,{"d":3}]}}
                    /a/b             | {"a":{"b":1,"c":2},"e":4}                       | {"a":{"b":1}}
                    /a/b             | {"a":5}                                         | {}
                    /cars/*/plate    | {"cars":[{"plate":"1","owner":"x"},{"owner":2}]}| {"cars":[{"plate":"1"},{}]}
                    /cars/*          | {"cars":[{"plate":"1","owner":"x"},7]}          | {"cars":[{"plate":"1","owner":"x"},7]}
                    /*/plate         | [{"plate":"1","owner":"x"},9]                   | [{"plate":"1"}]
                    /a~1b            | {"a/b":1,"a":{"b":2}}                           | {"a/b":1}
                    /a~0b            | {"a~b":1}                                       | {"a~b":1}
                    /n               | {"n":1.10,"m":2}                                | {"n":1.10}
                    /n               | {"n":12345678901234567890123.4567890e-5}        | {"n":12345678901234567890123.4567890e-5}
                    /none            | {"a":1}                                         | {}
                    /a               | {"a":null}                                      | {"a":null}
                    /*               | {"*":1,"a":2}                                   | {}
                    /สถานะ            | {"สถานะ":"มีผล","เจ้าของ":1}                      | {"สถานะ":"มีผล"}
                    """)
    void only_what_is_granted_passes(String granted, String answer, String passes) {
        assertThat(filter(answer, granted).body().text()).isEqualTo(passes);
    }

    @Test
    void declared_fields_are_named_and_others_are_only_counted() {
        var filtered =
                filter("{\"status\":1,\"owner\":2,\"1103700000001\":3,\"premium\":4}", "/status");
        assertThat(filtered.removed()).containsExactly("/owner", "/premium");
        assertThat(filtered.other()).isEqualTo(1);
    }

    @Test
    void array_items_are_named_by_a_star_once() {
        var filtered = filter("{\"cars\":[{\"owner\":1},{\"owner\":2}]}", "/cars/*/plate");
        assertThat(filtered.removed()).containsExactly("/cars/*/owner");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"status\":1",
                "{\"status\":1}{\"status\":2}",
                "{\"status\":1} x",
                "{\"status\":1,\"status\":2}",
                "{\"other\":{\"a\":1,\"a\":2}}",
                "{\"status\":{\"a\":1,\"a\":2}}",
                "status",
                "\"valid\"",
                "17",
                "null",
                "{\"status\":01}",
                "{\"status\":NaN}",
                "{'status':1}",
                "\u0000"
            })
    void what_is_not_one_whole_document_is_refused(String answer) {
        assertThatThrownBy(() -> filter(answer, "/status"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.ANSWER_NOT_FILTERABLE));
    }

    @Test
    void bytes_that_are_not_utf8_are_refused() {
        var filter = new FieldFilter(List.of("/a"), Set.of());
        assertThatThrownBy(
                        () ->
                                filter.apply(
                                        Bytes.of(
                                                (byte) '{',
                                                (byte) '"',
                                                (byte) 0xc3,
                                                (byte) '"',
                                                (byte) '}')))
                .isInstanceOf(Refused.class);
    }

    @Test
    void a_document_nested_too_deep_is_refused() {
        assertThatThrownBy(() -> filter("{\"a\":" + "[".repeat(80) + "]".repeat(80) + "}", "/a"))
                .isInstanceOf(Refused.class);
    }

    /// The filter against a slow, obvious one that works on the tree.
    @Test
    void agrees_with_filtering_the_tree_on_random_documents() {
        var random = new Random(42);
        for (int round = 0; round < 500; round++) {
            var document = randomNode(random, 4);
            if (!document.isContainer()) {
                continue;
            }
            var granted = List.of("/a", "/b/c", "/c/*/a", "/*/a/b", "/d/*");
            var filtered =
                    new FieldFilter(granted, Set.of()).apply(Bytes.utf8(document.toString()));
            var expected = Set.copyOf(leaves(document, ""));
            var kept = leaves(JSON.readTree(filtered.body().unsafe()), "");
            assertThat(expected).containsAll(kept);
            var allowed =
                    expected.stream()
                            .filter(leaf -> granted.stream().anyMatch(g -> covers(g, leaf)))
                            .toList();
            assertThat(Set.copyOf(kept)).isEqualTo(Set.copyOf(allowed));
        }
    }

    private static boolean covers(String granted, String leaf) {
        var wanted = granted.substring(1).split("/");
        var path = leaf.substring(1, leaf.indexOf('=')).split("/");
        if (path.length < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (!wanted[i].equals(path[i])) {
                return false;
            }
        }
        return true;
    }

    private static List<String> leaves(JsonNode node, String path) {
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            return object.properties().stream()
                    .flatMap(e -> leaves(e.getValue(), path + "/" + e.getKey()).stream())
                    .toList();
        }
        if (node instanceof ArrayNode array && !array.isEmpty()) {
            return array.valueStream().flatMap(item -> leaves(item, path + "/*").stream()).toList();
        }
        return node.isContainer() ? List.of() : List.of(path + "=" + node);
    }

    private static JsonNode randomNode(Random random, int depth) {
        int kind = depth == 0 ? 2 : random.nextInt(3);
        if (kind == 2) {
            return JSON.valueToTree(random.nextInt(100));
        }
        if (kind == 1) {
            var array = JSON.createArrayNode();
            for (int i = random.nextInt(3); i > 0; i--) {
                array.add(randomNode(random, depth - 1));
            }
            return array;
        }
        var object = JSON.createObjectNode();
        for (var name : List.of("a", "b", "c", "d")) {
            if (random.nextBoolean()) {
                object.set(name, randomNode(random, depth - 1));
            }
        }
        return object;
    }
}
