package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The README's blocks marked `sh demo`, run in their order by one shell at the root of a checkout,
/// with the running demo's files standing where `./saphan demo` would have put them.
@ExtendWith(WithDemo.class)
final class ReadmeTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh demo\\s*\\n(.*?)^```\\s*$");

    private final RunningDemo demo;

    ReadmeTest(RunningDemo demo) {
        this.demo = demo;
    }

    @Test
    void every_snippet_of_the_readme_runs() throws IOException {
        var readme = Saphan.root().resolve("README.md");
        assumeThat(readme).exists();
        var blocks = blocks(Files.readString(readme));
        assertThat(blocks).isNotEmpty();

        var script = demo.directory().resolve("readme.sh");
        Files.writeString(script, "set -euo pipefail\n" + String.join("\n", blocks));
        var ran = Saphan.run(inCheckout(script), Duration.ofSeconds(120));

        assertThat(ran.status()).as(ran.toString()).isZero();
    }

    private static List<String> blocks(String readme) {
        return BLOCK.matcher(readme).results().map(block -> text(block)).toList();
    }

    /// What starts the demo is left out: it runs already.
    private static String text(MatchResult block) {
        return block.group(1).replaceAll("(?m)^\\./saphan demo\\b.*$", "");
    }

    private ProcessBuilder inCheckout(Path script) throws IOException {
        var checkout = Files.createDirectories(demo.directory().resolve("checkout"));
        link(checkout.resolve("saphan"), Saphan.root().resolve("saphan"));
        link(checkout.resolve("data"), demo.data());
        var bash = new ProcessBuilder("bash", script.toString()).directory(checkout.toFile());
        return Saphan.quiet(bash);
    }

    private static void link(Path link, Path target) throws IOException {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }
}
