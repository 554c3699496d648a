package org.saphan.kernel.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.saphan.kernel.Limits;

/// A real PostgreSQL for tests: the one that the environment names (`tools/postgres.sh` starts one), or
/// an embedded one, started once in a JVM and ended with it.
public final class TestPostgres {

    private static final Optional<String> OUTSIDE =
            Optional.ofNullable(System.getenv("SAPHAN_TEST_DATABASE"));

    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestPostgres() {}

    private static final class Running {

        private static final Postgres SERVER = start();

        private static Postgres start() {
            try {
                var directory =
                        Files.createTempDirectory(
                                "saphan-postgres",
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rwxr-xr-x")));
                var server = Postgres.start(directory, new SecureRandom());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, directory)));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void end(Postgres server, Path directory) {
            server.close();
            try {
                PostgresBinaries.remove(directory);
            } catch (IOException e) {
                System.err.println("left behind: " + directory);
            }
        }
    }

    /// An empty database with the migrations of these rooms.
    public static Database database(List<String> rooms) {
        return Database.open(address(), rooms, Limits.standard());
    }

    /// Of an empty database.
    static Database.Address address() {
        var name = "test_" + COUNT.incrementAndGet();
        try {
            return OUTSIDE.isPresent()
                    ? outside(OUTSIDE.get(), name)
                    : Running.SERVER.address(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Database.Address outside(String server, String name) throws IOException {
        var user = named("SAPHAN_TEST_DATABASE_USER");
        var password = Files.readString(Path.of(named("SAPHAN_TEST_DATABASE_PASSWORD_FILE")));
        var fresh = name + "_" + Long.toString(System.nanoTime(), 36);
        try (var connection = DriverManager.getConnection(server + "postgres", user, password);
                var create = connection.createStatement()) {
            create.execute("CREATE DATABASE " + fresh);
            return new Database.Address(server + fresh, user, password);
        } catch (SQLException e) {
            throw new IOException("creating the database " + fresh, e);
        }
    }

    private static String named(String variable) {
        return Optional.ofNullable(System.getenv(variable)).orElseThrow();
    }
}
