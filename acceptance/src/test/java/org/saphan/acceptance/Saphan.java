package org.saphan.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The program as an operator runs it: the script at the root of the repository. It never builds here;
/// the build that runs these tests has packaged the server before.
final class Saphan {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Saphan() {}

    /// What a command did.
    ///
    /// @param status its exit status
    record Ran(int status, String out, String err) {}

    static Path root() {
        return Path.of(System.getProperty("saphan.root", "..")).toAbsolutePath().normalize();
    }

    static ProcessBuilder command(Object... words) {
        var line = new ArrayList<String>();
        line.add(root().resolve("saphan").toString());
        List.of(words).forEach(word -> line.add(word.toString()));
        return quiet(new ProcessBuilder(line));
    }

    /// Without what the surrounding build says to its own Java.
    static ProcessBuilder quiet(ProcessBuilder command) {
        command.environment().put("SAPHAN_BUILD", "never");
        command.environment().remove("JAVA_TOOL_OPTIONS");
        command.environment().remove("MAVEN_OPTS");
        return command;
    }

    static Ran run(Object... words) {
        return run(command(words), LONGEST);
    }

    static Ran run(ProcessBuilder command, Duration longest) {
        try {
            var out = Files.createTempFile("saphan-out", ".txt");
            var err = Files.createTempFile("saphan-err", ".txt");
            var process =
                    command.redirectInput(new File("/dev/null"))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            if (!process.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + longest + ": " + command);
            }
            var ran = new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return ran;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// What a command printed that must succeed.
    static String said(Object... words) {
        var ran = run(words);
        if (ran.status() != 0) {
            throw new AssertionError(List.of(words) + " ended with " + ran);
        }
        return ran.out().strip();
    }

    /// A directory that the database's own user can reach, which JUnit's own are not.
    static Path freshDirectory(String name) {
        var directory =
                Path.of(System.getProperty("java.io.tmpdir"))
                        .resolve("saphan-" + name + "-" + Long.toString(System.nanoTime(), 36));
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// With owners and modes, which the database's own user minds.
    static void copy(Path from, Path to) {
        var ran =
                run(
                        new ProcessBuilder("cp", "-a", from + "/.", to.toString()),
                        Duration.ofSeconds(60));
        if (ran.status() != 0) {
            throw new AssertionError("copying ended with " + ran);
        }
    }

    static void remove(Path directory) {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
