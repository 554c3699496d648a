package org.saphan.kernel.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.saphan.kernel.Limits;

/// A real PostgreSQL for tests, started once in a JVM and ended with it.
public final class TestPostgres {

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
    public static Database.Address address() {
        try {
            return Running.SERVER.address("test_" + COUNT.incrementAndGet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
