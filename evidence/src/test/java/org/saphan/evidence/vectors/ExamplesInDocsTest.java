package org.saphan.evidence.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Merkle;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Seal;
import org.saphan.evidence.Statement;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.evidence.log.NoteKey;
import org.saphan.evidence.log.TestTiles;

/// `docs/evidence.md` cannot lie: its examples are vectors, its tables of lines are what the vectors are
/// made by, its patterns take exactly the values that the code takes, and its facts come from the code.
class ExamplesInDocsTest {

    private static final String PAGE = page();
    private static final Pattern EXAMPLE =
            Pattern.compile("(?ms)^```text example=(\\S+)\\n(.*?)^```$");
    private static final Pattern TABLE =
            Pattern.compile("(?m)^### `(saphan\\.org/[a-z-]+/v1)`\\n(?:(?!^#).*\\n)*");
    private static final Pattern LINE =
            Pattern.compile("(?m)^\\| `([a-z0-9-]+)([?*+]?)` \\| `([a-z-]+)` \\|");
    private static final Pattern PATTERN =
            Pattern.compile("(?m)^\\| `([a-z-]+)` \\| `([^ `].*?)` \\| ");
    private static final Pattern FACT =
            Pattern.compile("(?m)^\\| ([^|`]+(?:`[^`]+`)?) \\| `([^`]+)` \\|$");

    private static final Map<String, Bytes> VECTORS = VectorsWriter.files();

    private static String page() {
        try {
            return Files.readString(Path.of(System.getProperty("saphan.root"), "docs/evidence.md"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Bytes file(String name) {
        return Objects.requireNonNull(VECTORS.get(name), name);
    }

    private static Map<?, ?> vector(String file, String name) {
        return ((List<?>) Json.read(file(file).text()))
                .stream()
                        .map(each -> (Map<?, ?>) each)
                        .filter(each -> name.equals(each.get("name")))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void every_example_is_a_vector() {
        var shown = new LinkedHashMap<String, String>();
        EXAMPLE.matcher(PAGE).results().forEach(m -> shown.put(m.group(1), m.group(2)));

        var expected = new LinkedHashMap<String, String>();
        for (var text : List.of("request", "answer", "refusal", "seal")) {
            expected.put("texts/" + text, file("texts/" + text).text());
        }
        expected.put("batch", batchOfTheSeal().text());
        expected.put("texts/act", file("texts/act").text());
        expected.put("entries", bundle().hex() + "\n");
        expected.put("checkpoint", checkpoint().bytes().text());
        assertThat(shown).containsExactlyEntriesOf(expected);
    }

    private Bytes batchOfTheSeal() {
        return Seal.parse(file("texts/seal")).batchText(Bytes.utf8("a text\n"));
    }

    private static Bytes bundle() {
        return TestTiles.bundled(
                List.of(Bytes.utf8("leaf 0"), Bytes.utf8("leaf 1"), Bytes.utf8("leaf 2")));
    }

    private Checkpoint checkpoint() {
        return Checkpoint.parse(Change.content(vector("checkpoints.json", "by log and witness")));
    }

    @Test
    void every_format_has_its_lines_in_their_order() {
        var described = new TreeMap<String, List<String>>();
        TABLE.matcher(PAGE)
                .results()
                .forEach(
                        table ->
                                described.put(
                                        table.group(1),
                                        LINE.matcher(table.group())
                                                .results()
                                                .map(
                                                        m ->
                                                                m.group(1)
                                                                        + m.group(2)
                                                                        + " "
                                                                        + m.group(3))
                                                .toList()));

        var expected = new TreeMap<String, List<String>>();
        Schema.ALL.forEach(
                (format, schema) ->
                        expected.put(
                                format,
                                schema.lines().stream()
                                        .map(
                                                line ->
                                                        line.name()
                                                                + line.times().mark()
                                                                + " "
                                                                + name(line.value()))
                                        .toList()));
        assertThat(described).isEqualTo(expected);
    }

    private static String name(Value value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Stream<Value> values() {
        return Arrays.stream(Value.values());
    }

    /// The same values are tried on the code by the vectors.
    @ParameterizedTest
    @MethodSource("values")
    void a_values_pattern_takes_what_the_code_takes(Value value) {
        var table =
                PAGE.substring(
                        PAGE.indexOf("| value | pattern |"), PAGE.indexOf("A key's *finger"));
        var patterns = new TreeMap<String, String>();
        PATTERN.matcher(table)
                .results()
                .forEach(m -> patterns.put(m.group(1), m.group(2).replace("\\|", "|")));
        assertThat(patterns).hasSizeGreaterThan(15);
        assertThat(table).contains("\n| `" + name(value) + "` | ");

        var pattern = patterns.get(name(value));
        if (pattern != null) {
            assertThat(value.good()).allMatch(good -> good.matches(pattern));
            // Which days there are is more than a pattern says.
            assertThat(value.bad())
                    .filteredOn(bad -> value != Value.TIME || !bad.matches("2026.*\\.\\d{3}Z"))
                    .noneMatch(bad -> bad.matches(pattern));
        }
    }

    @Test
    void every_fact_is_what_the_code_says() {
        var section = PAGE.substring(PAGE.indexOf("Facts about the examples"));
        var facts = new LinkedHashMap<String, String>();
        FACT.matcher(section).results().forEach(m -> facts.put(m.group(1), m.group(2)));

        var request = (RequestStatement) Statement.parse(file("texts/request"));
        var seal = Seal.parse(file("texts/seal"));
        var note = vector("checkpoints.json", "by log and witness");
        var log = NoteKey.parse(String.valueOf(note.get("log")));
        var witness = NoteKey.parse(String.valueOf(note.get("witness")));
        var key = Draft.sealKey(Draft.PROVIDER, "Ed25519").key();
        var salt = Draft.salt("body");
        assertThat(Salts.commit(salt, Bytes.empty())).isEqualTo(request.body());
        assertThat(checkpoint().isSignedBy(log)).isTrue();

        var expected = new LinkedHashMap<String, String>();
        expected.put("SHA-256 of the request", request.bytes().sha256().base64());
        expected.put("leaf hash of the request", Merkle.leaf(request.bytes()).base64());
        expected.put("salt of the request's body", salt.base64());
        expected.put("commitment to its body, zero bytes", request.body().base64());
        expected.put("leaf hash of `a text\\n`", Merkle.leaf(Bytes.utf8("a text\n")).base64());
        expected.put("public key of the seal", key.spki().base64());
        expected.put("its fingerprint", seal.key().base64());
        expected.put("the log's key line", log.line());
        expected.put("the witness's key line", witness.line());
        expected.put(
                "the witness's time in the checkpoint",
                checkpoint().witnessedBy(witness).orElseThrow().getEpochSecond() + "");
        expected.put("root of no leaves", Bytes.empty().sha256().base64());
        expected.put("leaf hash of `leaf 0`", Merkle.leaf(Bytes.utf8("leaf 0")).base64());
        assertThat(facts).containsExactlyEntriesOf(expected);
    }

    @Test
    void every_file_of_vectors_is_described() {
        assertThat(VECTORS.keySet().stream().filter(name -> name.endsWith(".json")))
                .allMatch(name -> PAGE.contains("\n| `" + name + "` | "));
    }
}
