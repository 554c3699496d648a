package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What we tell people to paste does what we say: the three commands on the terminal, and every block
/// of the manual that is marked `sh demo`.
@ExtendWith(WithDemo.class)
final class PastedCommandsTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh demo\\s*\\n(.*?)^```\\s*$");
    private static final Pattern COMMAND = Pattern.compile("(?m)^   curl (?:.*\\\\\\n)*.*$");

    private final RunningDemo demo;

    PastedCommandsTest(RunningDemo demo) {
        this.demo = demo;
    }

    @Test
    void the_three_commands_of_the_page_answer_refuse_and_verify() throws IOException {
        var commands =
                COMMAND.matcher(Files.readString(demo.output()))
                        .results()
                        .map(MatchResult::group)
                        .toList();
        assertThat(commands).hasSize(3);

        assertThat(paste(commands.get(0)).out())
                .contains("\"status\":\"insured\"")
                .containsIgnoringCase("saphan-receipt:");
        assertThat(paste(commands.get(1)).out())
                .contains("server.serverproxy.access_denied")
                .containsIgnoringCase("saphan-receipt:");
        // Good so far, or already with witnesses and time; both are what the page promises.
        var checked =
                Patience.forValue(
                        "a receipt of the last command",
                        Duration.ofSeconds(20),
                        () ->
                                java.util.Optional.of(paste(commands.get(2)))
                                        .filter(ran -> ran.status() != 1));
        assertThat(checked.status()).as(checked.toString()).isIn(0, 2);
        assertThat(checked.out()).contains("✓ outcome seal", "purpose_not_granted");
    }

    @Test
    void every_snippet_of_the_manual_runs() throws IOException {
        var snippets = new TreeMap<String, List<String>>();
        for (var page : manual()) {
            var found =
                    BLOCK.matcher(Files.readString(page))
                            .results()
                            .map(block -> block.group(1))
                            .toList();
            snippets.put(page.getFileName().toString(), found);
        }
        assertThat(snippets.get("README.md")).as("blocks marked 'sh demo'").isNotEmpty();
        assertThat(snippets.values().stream().mapToInt(List::size).sum()).isGreaterThanOrEqualTo(4);
        for (var page : snippets.entrySet()) {
            for (var snippet : page.getValue()) {
                var ran = paste("set -eo pipefail\n" + snippet);
                assertThat(ran.status()).as(page.getKey() + "\n" + snippet + ran).isZero();
                assertThat(ran.out()).as(page.getKey() + "\n" + snippet).isNotBlank();
            }
        }
    }

    private static List<Path> manual() throws IOException {
        try (var pages = Files.list(Saphan.root().resolve("docs"))) {
            return Stream.concat(Stream.of(Saphan.root().resolve("README.md")), pages)
                    .filter(page -> page.toString().endsWith(".md") && Files.exists(page))
                    .sorted()
                    .toList();
        }
    }

    /// In a directory where the program and its state stand as in a checkout.
    private Saphan.Ran paste(String command) {
        try {
            var checkout = Files.createDirectories(demo.directory().resolve("checkout"));
            link(checkout.resolve("saphan"), Saphan.root().resolve("saphan"));
            link(checkout.resolve("data"), demo.data());
            var bash = new ProcessBuilder("bash", "-c", command).directory(checkout.toFile());
            return Saphan.run(Saphan.quiet(bash), Duration.ofSeconds(60));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void link(Path link, Path target) throws IOException {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }
}
