package org.saphan.kernel.sql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Supervises the PostgreSQL that comes inside our package: loopback only, SCRAM, checksums, `fsync`
/// on, under a user of its own when we run as root. Several sites may share one.
///
/// A server that a killed program left behind is adopted when it is healthy and ended otherwise.
public final class Postgres implements AutoCloseable {

    private static final String SUPERUSER = "saphan";
    private static final Duration START = Duration.ofSeconds(30);

    private final Path directory;
    private final Path binaries;
    private final Optional<Uid> uid;
    private final String password;
    private final ProcessHandle server;
    private final int port;

    private Postgres(Path directory, SecureRandom random) throws IOException {
        this.directory = directory;
        this.uid = Uid.toDropTo();
        Files.createDirectories(directory);
        if (uid.isPresent()) {
            uid.get().requireReach(directory);
        }
        this.binaries = PostgresBinaries.in(directory);
        this.password = password(random);
        if (!Files.isDirectory(data())) {
            initialise();
        }
        var orphan = orphan();
        if (orphan.isPresent() && answers(orphan.get().port())) {
            this.server = orphan.get().process();
            this.port = orphan.get().port();
        } else {
            if (orphan.isPresent()) {
                stop(orphan.get().process());
            }
            this.port = freePort();
            this.server = start();
        }
    }

    /// Starts, or adopts, the server that keeps its data in this directory.
    public static Postgres start(Path directory, SecureRandom random) throws IOException {
        return new Postgres(directory.toAbsolutePath().normalize(), random);
    }

    private Path data() {
        return directory.resolve("data");
    }

    private String password(SecureRandom random) throws IOException {
        var file = directory.resolve("password");
        if (!Files.exists(file)) {
            var secret = new byte[24];
            random.nextBytes(secret);
            var fresh = directory.resolve("password.new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, onlyOwner());
            Files.writeString(fresh, HexFormat.of().formatHex(secret));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).strip();
    }

    private static java.nio.file.attribute.FileAttribute<?> onlyOwner() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    /// Into a directory beside the real one: a half-initialised one never counts.
    private void initialise() throws IOException {
        var fresh = directory.resolve("data.new");
        var passwordFile = directory.resolve("password.initdb");
        PostgresBinaries.remove(fresh);
        Files.createDirectory(fresh);
        Files.deleteIfExists(passwordFile);
        Files.createFile(passwordFile, onlyOwner());
        Files.writeString(passwordFile, password);
        if (uid.isPresent()) {
            uid.get().own(fresh);
            uid.get().own(passwordFile);
        }
        run(
                binaries.resolve("bin/initdb").toString(),
                "-D",
                fresh.toString(),
                "-U",
                SUPERUSER,
                "-A",
                "scram-sha-256",
                "--pwfile",
                passwordFile.toString(),
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C");
        Files.delete(passwordFile);
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void run(String... command) throws IOException {
        var output = directory.resolve("initdb.log").toFile();
        var process =
                new ProcessBuilder(asUid(List.of(command)))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start();
        if (await(process) != 0) {
            throw new IOException(
                    "preparing the database failed; "
                            + output
                            + " says why:\n"
                            + tail(output.toPath()));
        }
    }

    private static int await(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IOException("interrupted while preparing the database", e);
        }
    }

    private List<String> asUid(List<String> command) {
        var whole = new ArrayList<String>();
        uid.ifPresent(user -> whole.addAll(user.prefix()));
        whole.addAll(command);
        return whole;
    }

    private record Orphan(ProcessHandle process, int port) {}

    /// What `postmaster.pid` names, when that process lives and really serves this directory.
    private Optional<Orphan> orphan() throws IOException {
        var file = data().resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var lines = Files.readAllLines(file);
        if (lines.size() < 4) {
            return Optional.empty();
        }
        long pid = Long.parseLong(lines.get(0).strip());
        int at = Integer.parseInt(lines.get(3).strip());
        var commandLine = Path.of("/proc", Long.toString(pid), "cmdline");
        boolean ours =
                Files.exists(commandLine)
                        && Files.readString(commandLine, StandardCharsets.UTF_8)
                                .contains(data().toString());
        return ours
                ? ProcessHandle.of(pid).map(process -> new Orphan(process, at))
                : Optional.empty();
    }

    private ProcessHandle start() throws IOException {
        var log = directory.resolve("postgres.log");
        // In a session of its own: an interrupt from the terminal is for us, who stop it in turn.
        var command = new ArrayList<>(List.of("setsid"));
        command.addAll(
                asUid(
                        List.of(
                                binaries.resolve("bin/postgres").toString(),
                                "-D",
                                data().toString(),
                                "-p",
                                Integer.toString(port),
                                "-c",
                                "listen_addresses=127.0.0.1",
                                "-c",
                                "unix_socket_directories=",
                                "-c",
                                "shared_buffers=32MB",
                                "-c",
                                "max_connections=80",
                                "-c",
                                "jit=off",
                                "-c",
                                "TimeZone=UTC",
                                "-c",
                                "log_timezone=UTC")));
        var process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        long deadline = System.nanoTime() + START.toNanos();
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException(
                        "the database does not start; " + log + " says why:\n" + tail(log));
            }
            pause();
        }
        return process.toHandle();
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the database starts", e);
        }
    }

    private static String tail(Path log) throws IOException {
        var lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    private boolean answers(int at) {
        try (var connection =
                DriverManager.getConnection(url(at, "postgres"), SUPERUSER, password)) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?connectTimeout=2";
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// The database of this name, created when it is not there.
    public Database.Address address(String database) throws IOException {
        if (!database.matches("[a-z][a-z0-9_]{0,40}")) {
            throw new IllegalArgumentException("not a database name");
        }
        try (var connection =
                        DriverManager.getConnection(url(port, "postgres"), SUPERUSER, password);
                var exists =
                        connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?");
                var create = connection.createStatement()) {
            exists.setString(1, database);
            if (!exists.executeQuery().next()) {
                create.execute("CREATE DATABASE " + database);
            }
            return new Database.Address(url(port, database), SUPERUSER, password);
        } catch (SQLException e) {
            throw new IOException("creating the database " + database, e);
        }
    }

    public long pid() {
        return server.pid();
    }

    /// A fast shutdown: sessions end, everything committed is there at the next start.
    @Override
    public void close() {
        stop(server);
    }

    private static void stop(ProcessHandle process) {
        try {
            // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client.
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
            process.onExit().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException
                | java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            process.destroyForcibly();
        }
    }
}
