package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What an operator watches and checks: probes, metrics as the manual lists them, the log's files.
@ExtendWith(WithDemo.class)
final class OperationsTest {

    private static final Pattern FAMILY = Pattern.compile("# TYPE (saphan_\\w+) \\w+");
    private static final Pattern SERIES =
            Pattern.compile("(saphan_\\w+?)(?:_total|_max|_count|_sum)?(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");
    private static final Pattern ROW =
            Pattern.compile("\\| `(saphan_\\w+)` \\| ((?:`\\w+`(?:, )?)*) ?\\|.*");

    private final RunningDemo demo;

    OperationsTest(RunningDemo demo) {
        this.demo = demo;
    }

    @Test
    void probes_say_yes_while_all_is_well() {
        for (var site : List.of(demo.hub(), demo.provider(), demo.consumer())) {
            for (var path : List.of("/health", "/health/live", "/health/ready")) {
                var answer = Call.get(site.url("operations") + path).send();
                assertThat(answer.status()).as(site + path + answer).isEqualTo(200);
                assertThat(answer.json().path("status").asString()).isNotEmpty();
            }
        }
    }

    /// Each metric with its labels stands in the manual, and nothing else does.
    @Test
    void the_manual_lists_what_metrics_has() throws IOException {
        assertThat(demo.example().send().status()).isEqualTo(200);

        var manual = new TreeMap<String, Set<String>>();
        for (var line : Files.readAllLines(Saphan.root().resolve("docs/operations.md"))) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                manual.put(row.group(1), labelsOfRow(row.group(2)));
            }
        }
        for (var site : List.of(demo.provider(), demo.consumer())) {
            assertThat(scraped(site)).isEqualTo(manual);
        }
    }

    private static Set<String> labelsOfRow(String cell) {
        var labels = new TreeSet<String>();
        Arrays.stream(cell.replace("`", "").split(", "))
                .filter(label -> !label.isBlank())
                .forEach(label -> labels.add(label.strip()));
        return labels;
    }

    private static Map<String, Set<String>> scraped(Site site) {
        var scraped = new TreeMap<String, Set<String>>();
        for (var line : text(site).split("\n")) {
            var family = FAMILY.matcher(line);
            var series = SERIES.matcher(line);
            if (family.matches()) {
                scraped.computeIfAbsent(plain(family.group(1)), _ -> new TreeSet<>());
            } else if (series.matches()) {
                var labels = scraped.computeIfAbsent(series.group(1), _ -> new TreeSet<>());
                if (series.group(2) != null) {
                    LABEL.matcher(series.group(2)).results().forEach(m -> labels.add(m.group(1)));
                }
            } else {
                assertThat(line).startsWith("# ");
            }
        }
        return scraped;
    }

    private static String text(Site site) {
        return Call.get(site.url("operations") + "/metrics").send().text();
    }

    private static String plain(String family) {
        return family.replaceAll("_(total|max)$", "");
    }

    @Test
    void a_refusal_is_counted_by_its_reason_and_an_exchange_by_its_stages() {
        var site = demo.consumer();
        var records = "saphan_exchange_stage_seconds_count{side=\"consumer\",stage=\"record\"}";
        var call = demo.example().with("Saphan-Purpose", "official-statistics");
        var refusals =
                "saphan_refusals_total{reason=\"%s\",side=\"consumer\"}"
                        .formatted(call.send().reason());
        double refused = site.metric(refusals);
        double recorded = site.metric(records);

        assertThat(call.send().status()).isNotEqualTo(200);
        assertThat(demo.example().send().status()).isEqualTo(200);

        assertThat(refused).isPositive();
        assertThat(site.metric(refusals)).isEqualTo(refused + 1);
        assertThat(site.metric(records)).isGreaterThan(recorded);
        assertThat(site.metric("saphan_certificate_days{key=\"tls\"}")).isBetween(700.0, 731.0);
        assertThat(site.metric("saphan_trust_seconds")).isBetween(1.0, 86_400.0);
        assertThat(site.metric("saphan_reserve_left_bytes")).isPositive();
        assertThat(site.metric("saphan_log_leaves")).isPositive();
    }

    @Test
    void a_log_is_checked_beside_its_running_site() {
        var ran = Saphan.run("log", "verify", "--config", demo.provider().config());

        assertThat(ran.status()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains("✓ log ", "✓ key ").endsWith("holds: oic\n");
        assertThat(ran.out()).doesNotContain("✗");
    }

    /// A copy, because the demo is everybody's.
    @Test
    void a_damaged_log_is_named_with_what_to_do(@TempDir Path files) {
        assertThat(demo.example().send().status()).isEqualTo(200);
        var copy = copy(demo.provider(), demo.provider(), files);
        assertThat(Saphan.run("log", "verify", "--config", copy).status()).isZero();
        var journal = firstFile(files.resolve("data/log/journal"));
        flipAByte(journal);

        var ran = Saphan.run("log", "verify", "--config", copy);

        assertThat(ran.status()).as(ran.toString()).isEqualTo(1);
        assertThat(ran.out()).contains("✗ log ", journal.toString(), "What to do: stop the site");
        assertThat(ran.out()).endsWith("does not hold: oic\n");
    }

    @Test
    void a_log_beside_the_keys_of_another_site_is_told(@TempDir Path files) {
        var copy = copy(demo.provider(), demo.consumer(), files);

        var ran = Saphan.run("log", "verify", "--config", copy);

        assertThat(ran.status()).as(ran.toString()).isEqualTo(1);
        assertThat(ran.out()).contains("✓ log ", "✗ key ", "What to do: bring log and keys");
    }

    @Test
    void a_missing_log_is_told(@TempDir Path files) {
        var copy = copy(demo.provider(), demo.provider(), files);
        Saphan.remove(files.resolve("data/log"));

        var ran = Saphan.run("log", "verify", "--config", copy);

        assertThat(ran.status()).as(ran.toString()).isEqualTo(1);
        assertThat(ran.out()).contains("✗ log ", "is not there");
    }

    private static Path copy(Site site, Site keys, Path files) {
        try {
            var config = Files.readString(site.config());
            var data = files.resolve("data");
            copyAll(site.directory().resolve("log"), data.resolve("log"));
            copyAll(site.directory().resolve("members"), data.resolve("members"));
            copyAll(keys.directory().resolve("keys"), data.resolve("keys"));
            return Files.writeString(
                    files.resolve("site.json"),
                    Pattern.compile("\"data\"\\s*:\\s*\"[^\"]*\"")
                            .matcher(config)
                            .replaceFirst("\"data\": \"data\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (var walk = Files.walk(from)) {
            for (var file : walk.toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static Path firstFile(Path directory) {
        try (var files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// In the middle of the first leaves' text.
    private static void flipAByte(Path file) {
        try {
            var bytes = Files.readAllBytes(file);
            bytes[300] ^= 1;
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
