package org.saphan.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FormatsInDocsTest {

    private static final Pattern FORMAT = Pattern.compile("\"(saphan\\.org/[a-z-]+/v[0-9]+)\"");

    @Test
    void every_format_that_the_code_writes_is_described() throws IOException {
        var root = Path.of(System.getProperty("saphan.root"));
        var docs = new StringBuilder();
        for (var page : new String[] {"evidence.md", "log.md", "trust-list.md"}) {
            docs.append(Files.readString(root.resolve("docs").resolve(page)));
        }
        var formats = new TreeSet<String>();
        for (var module : new String[] {"evidence", "server"}) {
            try (var files = Files.walk(root.resolve(module).resolve("src/main/java"))) {
                for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    FORMAT.matcher(Files.readString(file))
                            .results()
                            .forEach(match -> formats.add(match.group(1)));
                }
            }
        }

        assertThat(formats).hasSizeGreaterThan(12);
        assertThat(formats).allMatch(format -> docs.indexOf("`" + format + "`") >= 0);
    }
}
