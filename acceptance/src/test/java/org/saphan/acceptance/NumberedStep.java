package org.saphan.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A step that a comment numbers: `// 4. Send, and wait no longer than the limit.`
///
/// @param type the class in whose file it stands
/// @param line of the comment
/// @param says the rest of the comment's first line
record NumberedStep(String type, int number, int line, String says) {

    private static final Pattern STEP = Pattern.compile("^\\s*// (\\d+)\\. (.*)$");

    private static Path sources() {
        return Saphan.root().resolve("server/src/main/java");
    }

    /// Every one of the server, in the order of files and lines.
    static List<NumberedStep> all() {
        try (var files = Files.walk(sources())) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .flatMap(file -> in(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static NumberedStep of(String simpleName, int number) {
        return all().stream()
                .filter(step -> step.simpleName().equals(simpleName) && step.number == number)
                .findFirst()
                .orElseThrow(() -> new AssertionError(simpleName + " has no step " + number));
    }

    private static List<NumberedStep> in(Path file) {
        var path = sources().relativize(file).toString();
        var type = path.substring(0, path.length() - ".java".length()).replace('/', '.');
        var steps = new ArrayList<NumberedStep>();
        var lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            var match = STEP.matcher(lines.get(i));
            if (match.matches()) {
                int number = Integer.parseInt(match.group(1));
                steps.add(new NumberedStep(type, number, i + 1, match.group(2)));
            }
        }
        return steps;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String simpleName() {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    /// As a table names it: `Gateway 4`.
    String name() {
        return simpleName() + " " + number;
    }
}
