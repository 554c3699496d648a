package org.saphan.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.saphan.kernel.Problem;
import org.saphan.kernel.TestErrors;

/// Against a real MariaDB of Debian's package `mariadb-server-core`, the server of `mariadb-server`
/// without its daemon. It is installed when it is missing and we are root; else the class is skipped.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MariaDbTablesTest {

    private static final Path SERVER = Path.of("/usr/sbin/mariadbd");
    private static final String ADMIN = "admin-of-a-test";

    private Optional<Process> server = Optional.empty();
    private Optional<Path> directory = Optional.empty();
    private int port;
    private final List<Published> opened = new ArrayList<>();

    @BeforeAll
    void start() throws IOException, InterruptedException, SQLException {
        boolean isRoot = System.getProperty("user.name").equals("root");
        if (!Files.isExecutable(SERVER) && isRoot) {
            command(
                    Path.of("/tmp"),
                    "apt-get",
                    "install",
                    "-y",
                    "--no-install-recommends",
                    "mariadb-server-core",
                    "mariadb-client-core");
        }
        assumeTrue(
                Files.isExecutable(SERVER),
                "no MariaDB: the package mariadb-server-core is not installed and could not be");
        var at = Files.createTempDirectory("saphan-mariadb");
        directory = Optional.of(at);
        var init = at.resolve("init.sql");
        Files.writeString(
                init,
                "CREATE DATABASE motor;\nCREATE USER 'admin'@'127.0.0.1' IDENTIFIED BY '"
                        + ADMIN
                        + "';\nGRANT ALL ON *.* TO 'admin'@'127.0.0.1' WITH GRANT OPTION;");
        var user = isRoot ? "--user=root" : "--user=" + System.getProperty("user.name");
        command(
                at,
                "mariadb-install-db",
                "--no-defaults",
                user,
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--datadir=" + at.resolve("data"));
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        server =
                Optional.of(
                        new ProcessBuilder(
                                        SERVER.toString(),
                                        "--no-defaults",
                                        user,
                                        "--datadir=" + at.resolve("data"),
                                        "--bind-address=127.0.0.1",
                                        "--skip-name-resolve",
                                        "--port=" + port,
                                        "--socket=" + at.resolve("s"),
                                        "--pid-file=" + at.resolve("pid"),
                                        "--init-file=" + init)
                                .redirectErrorStream(true)
                                .redirectOutput(at.resolve("log").toFile())
                                .start());
        awaitReady();
        fill();
    }

    private static void command(Path at, String... words) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(at.resolve("saphan-" + words[0] + ".log").toFile())
                        .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
    }

    private void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < end) {
            try (var _ = admin()) {
                return;
            } catch (SQLException e) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        throw new AssertionError("MariaDB does not start");
    }

    private Connection admin() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + port + "/motor", "admin", ADMIN);
    }

    private void fill() throws SQLException {
        try (var connection = admin();
                var statement = connection.createStatement()) {
            for (var sql :
                    List.of(
                            "CREATE TABLE policy (policy_no varchar(20) PRIMARY KEY, status"
                                    + " varchar(10), n int) CHARACTER SET utf8mb4",
                            "INSERT INTO policy VALUES ('P-1', 'ok', 1), ('P-2', 'lapsed', 2),"
                                    + " ('P-3', 'ok', 3), ('ก', 'ok', 4)",
                            "CREATE TABLE `Odd ``\"T` (`k``\"` int PRIMARY KEY, v text)",
                            "INSERT INTO `Odd ``\"T` VALUES (1, 'one')",
                            "CREATE TABLE types (id bigint PRIMARY KEY, u bigint unsigned, b boolean,"
                                    + " n decimal(40,20), f double, d date, tm time, dt datetime,"
                                    + " ts timestamp NULL, y varbinary(9), bl blob, e enum('x','z'),"
                                    + " t text, yr year) CHARACTER SET utf8mb4",
                            "SET time_zone = '+07:00'",
                            "INSERT INTO types VALUES (9223372036854775807, 18446744073709551615, 1,"
                                    + " 12345678901234567890.12345678901234567890, 0.1,"
                                    + " '2026-02-28', '23:59:59', '2026-02-28 10:00:00',"
                                    + " '2026-02-28 10:00:00', X'FF00', X'FF', 'z', 'ก\"', 2026)",
                            "INSERT INTO types (id) VALUES (2)",
                            "CREATE VIEW slow AS SELECT n AS k, SLEEP(3) AS v FROM policy",
                            "CREATE USER reader IDENTIFIED BY '" + Published.PASSWORD + "'",
                            "GRANT SELECT ON motor.* TO reader",
                            "CREATE USER writer IDENTIFIED BY '" + Published.PASSWORD + "'",
                            "GRANT SELECT, UPDATE (n) ON motor.policy TO writer")) {
                statement.execute(sql);
            }
        }
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        opened.forEach(Published::close);
        if (server.isPresent()) {
            server.get().destroy();
            if (!server.get().waitFor(20, TimeUnit.SECONDS)) {
                server.get().destroyForcibly();
            }
        }
        if (directory.isPresent()) {
            try (var files = Files.walk(directory.get())) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private TableSource source(String user, String table, String key, String... columns) {
        var at = URI.create("mariadb://127.0.0.1:" + port + "/motor");
        return Published.source(Engine.MARIADB, at, user, table, key, List.of(columns));
    }

    private Published published(TableSource source) {
        var published = Published.of(source);
        opened.add(published);
        return published;
    }

    @Test
    void rows_are_found_exactly_and_paged() {
        var source = source("reader", "policy", "policy_no", "policy_no", "status", "n");
        var policies = published(Published.filtered(source, List.of("status", "n"), 3));
        policies.inspect();
        assertThat(Published.text(policies.one("P-1")))
                .isEqualTo("{\"policy_no\":\"P-1\",\"status\":\"ok\",\"n\":1}");
        Published.json(policies.one("ก"), 200);
        for (var key : List.of("p-1", "' OR '1'='1", "P-1\\' OR 1=1 -- ", "`", "?", "P-_")) {
            Published.json(policies.one(key), 404);
        }
        var page = Published.json(policies.list(), 200);
        assertThat(page.path("next").asString()).isEqualTo("P-3");
        var last = Published.json(policies.list("after", "P-3"), 200);
        assertThat(last.path("rows")).hasSize(1);
        assertThat(last.path("next").isNull()).isTrue();
        assertThat(Published.json(policies.list("status", "ok"), 200).path("rows")).hasSize(3);
        assertThat(Published.json(policies.list("status", "OK"), 200).path("rows")).isEmpty();
        // A database would make 1 of it.
        Published.json(policies.list("n", "1 OR 1=1"), 400);
    }

    @Test
    void odd_names_are_quoted() {
        var odd = published(source("reader", "Odd `\"T", "k`\"", "k`\"", "v"));
        odd.inspect();
        assertThat(Published.json(odd.one("1"), 200).path("v").asString()).isEqualTo("one");
    }

    @Test
    void every_type_has_its_json() {
        var columns = "id u b n f d tm dt ts y bl e t yr".split(" ");
        var types = published(source("reader", "types", "id", columns));
        types.inspect();
        assertThat(Published.text(types.one("9223372036854775807")))
                .isEqualTo(
                        "{\"id\":9223372036854775807,\"u\":18446744073709551615,\"b\":1,"
                                + "\"n\":12345678901234567890.12345678901234567890,\"f\":0.1,"
                                + "\"d\":\"2026-02-28\",\"tm\":\"23:59:59\","
                                + "\"dt\":\"2026-02-28T10:00:00\",\"ts\":\"2026-02-28T03:00:00Z\","
                                + "\"y\":\"/wA=\",\"bl\":\"/w==\",\"e\":\"z\",\"t\":\"ก\\\"\","
                                + "\"yr\":2026}");
        var empty = Published.json(types.one("2"), 200);
        assertThat(empty.properties().stream().filter(e -> e.getValue().isNull())).hasSize(13);
    }

    @Test
    void what_takes_too_long_ends() {
        var slow =
                new Published(
                        source("reader", "slow", "k", "k", "v"),
                        Duration.ofSeconds(1),
                        new Tables(64 << 10));
        opened.add(slow);
        assertThat(slow.one("1")).isInstanceOf(TableAnswer.Slow.class);
    }

    @Test
    void an_account_that_may_write_is_refused() {
        var written = published(source("writer", "policy", "policy_no", "policy_no"));
        var problem = catchThrowableOfType(Problem.class, written::inspect);
        assertThat(problem.detail()).contains("may only read", "อ่านได้อย่างเดียว");
        assertThat(written.one("P-1")).isInstanceOf(TableAnswer.Failed.class);
    }

    @Test
    void the_driver_writes_no_error_of_the_database_to_our_log() {
        try (var errors = TestErrors.listen()) {
            var stranger =
                    published(source("canary-of-a-user", "policy", "policy_no", "policy_no"));
            assertThat(stranger.one("P-1")).isInstanceOf(TableAnswer.Failed.class);
            var nowhere = published(source("reader", "canary-table", "k", "k"));
            assertThat(nowhere.one("P-1")).isInstanceOf(TableAnswer.Failed.class);
            assertThat(errors.text())
                    .contains(Published.ID.toString())
                    .doesNotContain("canary", "SELECT 1");
        }
    }
}
