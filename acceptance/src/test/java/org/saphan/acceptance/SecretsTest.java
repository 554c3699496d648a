package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// After everything that the other tests did to the shared demo: its logs and its published evidence
/// tell nothing about a person, a plate or a key.
@ExtendWith(WithDemo.class)
@Order(Integer.MAX_VALUE)
final class SecretsTest {

    private final RunningDemo demo;

    SecretsTest(RunningDemo demo) {
        this.demo = demo;
    }

    /// What must not be found, under a name that may be told when it is.
    private Map<String, String> secrets() {
        var example = demo.example();
        var secrets = new LinkedHashMap<String, String>();
        secrets.put("the system's key", example.header("Saphan-Key"));
        secrets.put("the official's number", example.header("X-Road-UserId"));
        secrets.put("the owner's number", ownersNumber(example.url()));
        secrets.put("the plate", "1กก1234");
        secrets.put("the plate, encoded", "1%E0%B8%81%E0%B8%811234");
        secrets.put("an auditor's key", demo.auditorKey("DLT"));
        secrets.put("the word that came after a person's curiosity", "curiosity-about");
        return secrets;
    }

    private String ownersNumber(URI example) {
        var target = example.getRawPath();
        var direct =
                demo.facts().path("sampleService").asString()
                        + target.substring(target.indexOf("/v1/"))
                        + "?"
                        + example.getRawQuery();
        var number = Call.get(direct).send().json().path("owner").path("number").asString();
        assertThat(number).matches("9\\d{12}");
        return number;
    }

    private List<Path> logs() throws IOException {
        try (var files = Files.walk(demo.data())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".log"))
                    .toList();
        }
    }

    @Test
    void no_log_file_has_a_secret() throws IOException {
        demo.example().send();
        demo.exampleRefused().send();
        demo.example().with("X-Road-Client", "TH/GOV/DLT/9000000000012").send();
        var secrets = secrets();

        assertThat(logs()).isNotEmpty();
        for (var log : logs()) {
            var text = Files.readString(log, StandardCharsets.UTF_8);
            secrets.forEach(
                    (name, secret) ->
                            assertThat(text.contains(secret)).as(name + " in " + log).isFalse());
        }
    }

    @Test
    void the_access_log_has_one_line_a_request_and_the_routes_pattern_for_its_target()
            throws IOException {
        var id = demo.example().send().receipt();

        var lines =
                Patience.forValue(
                        "the line of " + id,
                        java.time.Duration.ofSeconds(5),
                        () -> java.util.Optional.of(lines(id)).filter(found -> found.size() == 2));
        assertThat(lines).anyMatch(line -> line.contains("\"route\":\"/r1/\""));
        assertThat(lines).anyMatch(line -> line.contains("\"route\":\"/peer/v1/exchange\""));
    }

    private List<String> lines(String part) {
        try (var lines = Files.lines(demo.data().resolve("saphan.log"))) {
            return lines.filter(line -> line.contains(part)).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void no_published_leaf_has_a_secret() {
        var secrets = secrets();
        for (var site : demo.sites()) {
            for (var leaf : new PublishedLog(site.url("open")).leaves()) {
                secrets.forEach(
                        (name, secret) ->
                                assertThat(leaf.contains(secret))
                                        .as(name + " in a leaf")
                                        .isFalse());
                assertThat(leaf).doesNotContain("/v1/vehicles", "saphan.org/salts");
            }
        }
    }

    @Test
    void the_page_on_the_terminal_is_the_only_place_with_the_test_key() throws IOException {
        assertThat(Files.readString(demo.output())).contains(demo.example().header("Saphan-Key"));
        var mode = Files.getPosixFilePermissions(demo.data().resolve("demo.json"));
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(mode))
                .isEqualTo("rw-------");
    }

    @Test
    void nothing_of_the_server_failed_on_the_way() throws IOException {
        try (var lines = Files.lines(demo.data().resolve("saphan.log"))) {
            assertThat(lines.filter(line -> line.contains(" ERROR "))).isEmpty();
        }
    }
}
