package org.saphan.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The PostgreSQL that the environment names, if it names one: the same tests then run with a database
/// that an agency has already. `tools/postgres.sh` starts one.
final class OutsideDatabase {

    private OutsideDatabase() {}

    /// The line of a configuration for a fresh database, or nothing.
    static String setting() {
        var server = Optional.ofNullable(System.getenv("SAPHAN_TEST_DATABASE"));
        if (server.isEmpty()) {
            return "";
        }
        return """
               "database": {"url": "%s%s", "user": "%s", "passwordFile": "%s"},
               """
                .formatted(
                        server.get(),
                        fresh(),
                        named("SAPHAN_TEST_DATABASE_USER"),
                        named("SAPHAN_TEST_DATABASE_PASSWORD_FILE"));
    }

    private static String fresh() {
        var name = "sites_" + Long.toString(System.nanoTime(), 36);
        var command =
                new ProcessBuilder(
                        List.of(
                                Path.of(named("SAPHAN_TEST_DATABASE_TOOLS"), "createdb").toString(),
                                "-h",
                                "127.0.0.1",
                                "-p",
                                named("SAPHAN_TEST_DATABASE_PORT"),
                                "-U",
                                named("SAPHAN_TEST_DATABASE_USER"),
                                name));
        command.environment().put("PGPASSWORD", password());
        var ran = Saphan.run(command, Duration.ofSeconds(30));
        if (ran.status() != 0) {
            throw new AssertionError("createdb ended with " + ran);
        }
        return name;
    }

    private static String password() {
        try {
            return Files.readString(Path.of(named("SAPHAN_TEST_DATABASE_PASSWORD_FILE")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String named(String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .orElseThrow(() -> new AssertionError(variable + " is not set"));
    }
}
