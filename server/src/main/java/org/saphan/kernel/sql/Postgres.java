package org.saphan.kernel.sql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Supervises the PostgreSQL that comes inside our package: loopback only, SCRAM, checksums, `fsync`
/// on, under a user of its own when we run as root. Several sites of one program may share one; a
/// second program is kept out.
///
/// A server that a killed program left behind is adopted when it is healthy and ended otherwise.
public final class Postgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("database");
    private static final String SUPERUSER = "saphan";

    /// How long a starting server may write nothing to its log. While it recovers from a crash it says
    /// every ten seconds how far it is, and may take as long as that needs.
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private static final Duration TOLD_EVERY = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final Path directory;
    private final DirectoryLock lock;
    private final Duration silence;
    private final Path binaries;
    private final Optional<Uid> uid;
    private final String password;
    private final ProcessHandle server;
    private final int port;

    private Postgres(Path directory, SecureRandom random, DirectoryLock lock, Duration silence)
            throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.silence = silence;
        this.uid = Uid.toDropTo();
        if (uid.isPresent()) {
            uid.get().requireReach(directory);
        }
        this.binaries = PostgresBinaries.in(directory);
        this.password = password(random);
        if (!Files.isDirectory(data())) {
            initialise();
        }
        var orphan = healthyOrphan();
        this.port = orphan.isPresent() ? orphan.get().port() : freePort();
        this.server = orphan.isPresent() ? process(orphan.get()) : start();
    }

    /// Starts, or adopts, the server that keeps its data in this directory.
    public static Postgres start(Path directory, SecureRandom random) throws IOException {
        return start(directory, random, SILENCE);
    }

    static Postgres start(Path directory, SecureRandom random, Duration silence)
            throws IOException {
        var absolute = directory.toAbsolutePath().normalize();
        Files.createDirectories(absolute);
        var lock = DirectoryLock.take(absolute);
        try {
            return new Postgres(absolute, random, lock, silence);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path log() {
        return directory.resolve("postgres.log");
    }

    private String password(SecureRandom random) throws IOException {
        var file = directory.resolve("password");
        if (!Files.exists(file) && !Files.isDirectory(data())) {
            var secret = new byte[24];
            random.nextBytes(secret);
            OwnersFile.write(file, HexFormat.of().formatHex(secret));
        }
        var password = Files.exists(file) ? OwnersFile.read(file).strip() : "";
        if (password.isEmpty()) {
            throw new IOException(
                    "ไม่พบรหัสผ่านของฐานข้อมูลใน "
                            + file
                            + " โปรดนำกลับมาจากข้อมูลสำรอง / the database's password is missing there;"
                            + " bring the file back from the backup");
        }
        return password;
    }

    /// Into a directory beside the real one: a half-initialised one never counts.
    private void initialise() throws IOException {
        var fresh = directory.resolve("data.new");
        var passwordFile = directory.resolve("password.initdb");
        PostgresBinaries.remove(fresh);
        Files.createDirectory(fresh);
        OwnersFile.write(passwordFile, password);
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
        OwnersFile.force(directory);
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

    /// The server that a killed program left behind here, when it can be used. One that is still
    /// starting is waited for; one that cannot be used is ended.
    private Optional<Postmaster> healthyOrphan() throws IOException {
        var left = Postmaster.in(data());
        if (left.isEmpty()) {
            return Optional.empty();
        }
        if (!left.get().serves(data())) {
            left.get().forgetUnlessPostgres(data());
            return Optional.empty();
        }
        var process = process(left.get());
        if (left.get().isStopping()) {
            awaitEnd(process);
            return Optional.empty();
        }
        if (isReadyInTime(process) && answers(left.get().port())) {
            return left;
        }
        stop(process);
        return Optional.empty();
    }

    private static ProcessHandle process(Postmaster postmaster) throws IOException {
        return ProcessHandle.of(postmaster.pid())
                .orElseThrow(() -> new IOException("the database has just ended; start again"));
    }

    private ProcessHandle start() throws IOException {
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
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                        .start();
        var started = process.toHandle();
        if (isReadyInTime(started) && answers(port)) {
            return started;
        }
        stop(started);
        throw new IOException(
                "เปิดฐานข้อมูลไม่ได้ ดูสาเหตุใน "
                        + log()
                        + " / the database does not start; the file says why:\n"
                        + tail(log()));
    }

    /// Waits for as long as the server lives and makes progress.
    private boolean isReadyInTime(ProcessHandle process) throws IOException {
        long size = -1;
        long spoke = System.nanoTime();
        long told = spoke;
        while (process.isAlive()) {
            if (isReady(process)) {
                return true;
            }
            long now = System.nanoTime();
            long grown = Files.exists(log()) ? Files.size(log()) : 0;
            if (grown != size) {
                size = grown;
                spoke = now;
            }
            if (now - spoke > silence.toNanos()) {
                return false;
            }
            if (now - told > TOLD_EVERY.toNanos()) {
                told = now;
                LOG.info("the database is still starting; {} says how far it is", log());
            }
            pause();
        }
        return false;
    }

    private boolean isReady(ProcessHandle process) throws IOException {
        return Postmaster.in(data())
                .filter(it -> it.pid() == process.pid() && it.isReady())
                .isPresent();
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

    /// A frozen server takes connections and says nothing, so this waits for a bounded time only.
    private boolean answers(int at) {
        var login = new Properties();
        login.setProperty("user", SUPERUSER);
        login.setProperty("password", password);
        login.setProperty("loginTimeout", "10");
        login.setProperty("socketTimeout", "10");
        try (var connection = DriverManager.getConnection(url(at, "postgres"), login)) {
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
        lock.close();
    }

    private static void stop(ProcessHandle process) {
        try {
            // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client.
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
            awaitEnd(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
    }
}
