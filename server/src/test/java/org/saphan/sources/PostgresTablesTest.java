package org.saphan.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.kernel.Json;
import org.saphan.kernel.Problem;
import org.saphan.kernel.TestErrors;
import org.saphan.kernel.sql.Database;
import org.saphan.kernel.sql.TestPostgres;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresTablesTest {

    private static final List<String> POLICY = List.of("policy_no", "status", "premium");

    private final Database.Address address = TestPostgres.address();
    private final URI at = URI.create(address.url().substring("jdbc:".length()));
    private final String reader = "reader_" + at.getPath().substring(1);
    private final List<Published> opened = new ArrayList<>();
    private final Connection owner = connect();

    private Connection connect() {
        try {
            return DriverManager.getConnection(address.url(), address.user(), address.password());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(String sql) throws SQLException {
        try (var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private void account(String name, String more) throws SQLException {
        run("CREATE ROLE %s LOGIN PASSWORD '%s' %s".formatted(name, Published.PASSWORD, more));
        run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + name);
    }

    @BeforeAll
    void fill() throws SQLException {
        run(
                """
                CREATE TABLE policy (policy_no text PRIMARY KEY, status text, premium numeric(30, 10),
                                     secret text DEFAULT 'canary-of-a-secret');
                INSERT INTO policy SELECT 'P-' || lpad(n::text, 3, '0'), CASE n % 2 WHEN 0
                       THEN 'ok' ELSE 'lapsed' END, n + 0.1 FROM generate_series(1, 25) n;
                CREATE TABLE "Odd ""Table`" ("the ""key`" int PRIMARY KEY, "~/x" text);
                INSERT INTO "Odd ""Table`" VALUES (1, 'one');
                CREATE VIEW twice AS SELECT 'K' AS k, n AS v FROM generate_series(1, 3) n;
                CREATE VIEW slow AS SELECT n AS k, pg_sleep(9)::text AS v FROM generate_series(1, 3) n;
                CREATE VIEW large AS SELECT n AS k, repeat('x', 9000) AS v
                  FROM generate_series(1, 100) n;
                CREATE TABLE loose (k text, v text);
                CREATE TYPE mood AS ENUM ('glad', 'sad');
                CREATE TABLE types (id uuid PRIMARY KEY, i2 smallint, i8 bigint, n numeric, f float8,
                  b boolean, t text, c char(3), d date, tm time, ts timestamp, tz timestamptz,
                  y bytea, j json, jb jsonb, m mood, a int[]);
                INSERT INTO types VALUES ('00000000-0000-0000-0000-000000000001', -32768,
                  9223372036854775807, 12345678901234567890.12345678901234567890, 0.1, true,
                  'ก"\\', 'ab', '2026-02-28', '23:59:59.5', '2026-02-28 10:00:00',
                  '2026-02-28 10:00:00+07', '\\xff00', '{"a": 1.10}', '{"b": [1]}', 'sad', '{1,2}');
                INSERT INTO types (id) VALUES ('00000000-0000-0000-0000-000000000002');
                INSERT INTO types (id, n, f, d, tz) VALUES ('00000000-0000-0000-0000-000000000003',
                  'NaN', '-Infinity', 'infinity', 'infinity');
                """);
        account(reader, "");
    }

    @AfterAll
    void close() throws SQLException {
        opened.forEach(Published::close);
        owner.close();
    }

    private TableSource source(String table, String key, String... columns) {
        return Published.source(Engine.POSTGRESQL, at, reader, table, key, List.of(columns));
    }

    private Published published(TableSource source) {
        var published = Published.of(source);
        opened.add(published);
        return published;
    }

    private Published policies() {
        var source = source("policy", "policy_no", POLICY.toArray(String[]::new));
        return published(Published.filtered(source, List.of("status", "premium"), 10));
    }

    private static Problem refused(Published published) {
        return catchThrowableOfType(Problem.class, published::inspect);
    }

    @Test
    void one_row_is_found_by_its_key() {
        var answer = policies().one("P-007");
        assertThat(Published.text(answer))
                .isEqualTo(
                        "{\"policy_no\":\"P-007\",\"status\":\"lapsed\",\"premium\":7.1000000000}");
        assertThat(Published.json(policies().one("P-999"), 404).path("error").asString())
                .isEqualTo("not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "' OR '1'='1",
                "P-001'; DROP TABLE policy; --",
                "\" OR 1=1 --",
                "$1",
                "?",
                "P-%",
                "P-00_",
                "\\' OR 1=1",
                "p-001",
                "P-001 ",
                "P-001\\",
                "ปี"
            })
    void a_hostile_key_is_a_value_and_finds_nothing(String key) {
        var policies = policies();
        Published.json(policies.one(key), 404);
        assertThat(Published.json(policies.list("status", key), 200).path("rows")).isEmpty();
        assertThat(Published.json(policies.list(), 200).path("rows")).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "policy_no",
                "status = 'ok' OR 1",
                "1=1;--",
                "\"status\"",
                "LIMIT"
            })
    void what_is_no_declared_filter_is_refused_and_not_repeated(String name) {
        var said = Published.json(policies().list(name, "canary"), 400);
        assertThat(said.path("error").asString()).isEqualTo("unknown_parameter");
        assertThat(said.toString()).doesNotContain("canary", "1=1", "OR 1");
    }

    @Test
    void pages_hold_every_row_once_while_rows_come_and_go() throws SQLException {
        run("CREATE TABLE moving AS SELECT n AS k, 'v' AS v FROM generate_series(10, 100, 10) n");
        run("ALTER TABLE moving ADD PRIMARY KEY (k)");
        run("GRANT SELECT ON moving TO " + reader);
        var moving = published(source("moving", "k", "k", "v"));
        var seen = new ArrayList<Integer>();
        var next = Optional.<String>empty();
        do {
            var page =
                    Published.json(
                            next.isEmpty()
                                    ? moving.list("limit", "3")
                                    : moving.list("after", next.get(), "limit", "3"),
                            200);
            page.path("rows").forEach(row -> seen.add(row.path("k").asInt()));
            next = Optional.of(page.path("next")).filter(n -> !n.isNull()).map(n -> n.asString());
            // Behind the reader and at its very place: neither may move what is still to come.
            run("INSERT INTO moving VALUES (%d, 'new')".formatted(seen.getLast() - 5));
            run("DELETE FROM moving WHERE k = " + seen.getLast());
        } while (next.isPresent());
        assertThat(seen).containsExactly(10, 20, 30, 40, 50, 60, 70, 80, 90, 100);
    }

    @Test
    void a_list_is_narrowed_and_its_limit_is_bounded() {
        var policies = policies();
        assertThat(Published.json(policies.list("limit", "999"), 200).path("rows")).hasSize(10);
        var lapsed = Published.json(policies.list("status", "lapsed", "limit", "2"), 200);
        assertThat(lapsed.path("rows").path(1).path("policy_no").asString()).isEqualTo("P-003");
        assertThat(Published.json(policies.list("premium", "3.1"), 200).path("rows")).hasSize(1);
        for (var limit : List.of("0", "-1", "x", "", "1e3", "99999999999")) {
            Published.json(policies.list("limit", limit), 400);
        }
        for (var premium : List.of("NaN", "1e9", "0x1", "1;", "")) {
            Published.json(policies.list("premium", premium), 400);
        }
        Published.json(policies.list("limit", "1", "limit", "2"), 400);
    }

    @Test
    void every_type_has_its_json() {
        var columns = "id i2 i8 n f b t c d tm ts tz y j jb m a".split(" ");
        var types = published(source("types", "id", columns));
        types.inspect();
        assertThat(Published.text(types.one("00000000-0000-0000-0000-000000000001")))
                .isEqualTo(
                        "{\"id\":\"00000000-0000-0000-0000-000000000001\",\"i2\":-32768,"
                                + "\"i8\":9223372036854775807,"
                                + "\"n\":12345678901234567890.12345678901234567890,\"f\":0.1,"
                                + "\"b\":true,\"t\":\"ก\\\"\\\\\",\"c\":\"ab \",\"d\":\"2026-02-28\","
                                + "\"tm\":\"23:59:59.5\",\"ts\":\"2026-02-28T10:00:00\","
                                + "\"tz\":\"2026-02-28T03:00:00Z\",\"y\":\"/wA=\","
                                + "\"j\":{\"a\": 1.10},\"jb\":{\"b\": [1]},\"m\":\"sad\","
                                + "\"a\":\"{1,2}\"}");
        var empty = Published.json(types.one("00000000-0000-0000-0000-000000000002"), 200);
        assertThat(empty.size()).isEqualTo(17);
        assertThat(empty.properties().stream().filter(e -> e.getValue().isNull())).hasSize(16);
        var odd = Published.json(types.one("00000000-0000-0000-0000-000000000003"), 200);
        assertThat(odd.path("n").asString()).isEqualTo("NaN");
        assertThat(odd.path("f").asString()).isEqualTo("-Infinity");
        assertThat(odd.path("d").asString()).isEqualTo("infinity");
        assertThat(odd.path("tz").asString()).isEqualTo("infinity");
        Published.json(types.one("no uuid"), 400);
    }

    @Test
    void odd_names_are_quoted() {
        var odd = published(source("Odd \"Table`", "the \"key`", "the \"key`", "~/x"));
        odd.inspect();
        assertThat(Published.json(odd.one("1"), 200).path("~/x").asString()).isEqualTo("one");
        assertThat(odd.source().fields()).contains("/~0~1x", "/rows/*/~0~1x", "/next");
        Published.json(odd.one("1 OR 1=1"), 400);
        Published.json(odd.one("99999999999999999999999"), 400);
    }

    @Test
    void an_account_that_may_write_is_refused_with_what_to_do() throws SQLException {
        account(reader + "_super", "SUPERUSER");
        account(reader + "_update", "");
        run("GRANT UPDATE (v) ON loose TO " + reader + "_update");
        account(reader + "_create", "");
        run("GRANT CREATE ON SCHEMA public TO " + reader + "_create");
        run("CREATE ROLE " + reader + "_writers");
        run("GRANT DELETE ON loose TO " + reader + "_writers");
        account(reader + "_member", "NOINHERIT IN ROLE " + reader + "_writers");
        for (var kind : List.of("_super", "_update", "_create", "_member")) {
            var source =
                    Published.source(
                            Engine.POSTGRESQL, at, reader + kind, "policy", "policy_no", POLICY);
            var published = published(source);
            assertThat(refused(published).detail())
                    .as(kind)
                    .contains("may only read", "GRANT SELECT", "อ่านได้อย่างเดียว");
            // Also when the rights were given after the registration.
            assertThat(published.one("P-001")).isInstanceOf(TableAnswer.Failed.class);
        }
    }

    @Test
    void what_is_wrong_with_a_registration_is_said() {
        assertThat(refused(published(source("nowhere", "k", "k"))).detail())
                .contains("no such table", "ไม่มีตาราง");
        assertThat(refused(published(source("policy", "policy_no", "policy_no", "nope"))).detail())
                .contains("no such columns", "nope");
        assertThat(refused(published(source("loose", "k", "k"))).detail())
                .contains("not unique", "ไม่ซ้ำ");
        assertThat(refused(published(source("types", "j", "j"))).detail()).contains("key");
        assertThat(
                        catchThrowableOfType(
                                        Problem.class, () -> source("policy", "k", "policy_no"))
                                .detail())
                .contains("among columns");
        var open = published(source("policy", "policy_no", "policy_no"));
        assertThat(Json.tree(open.inspect()).path("paths").propertyNames())
                .containsExactlyInAnyOrder("/", "/{key}");
    }

    @Test
    void two_rows_of_one_key_are_never_told_as_one() {
        var twice = published(source("twice", "k", "k", "v"));
        twice.inspect();
        assertThat(twice.one("K")).isInstanceOf(TableAnswer.Failed.class);
        assertThat(twice.list("limit", "1")).isInstanceOf(TableAnswer.Failed.class);
    }

    @Test
    void what_takes_too_long_or_is_too_large_ends() {
        var slow =
                new Published(
                        source("slow", "k", "k", "v"), Duration.ofSeconds(1), new Tables(64 << 10));
        opened.add(slow);
        long began = System.nanoTime();
        assertThat(slow.one("1")).isInstanceOf(TableAnswer.Slow.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
        var large = published(source("large", "k", "k", "v"));
        assertThat(large.list()).isInstanceOf(TableAnswer.TooLarge.class);
        assertThat(large.one("1")).isInstanceOf(TableAnswer.Answered.class);
    }

    @Test
    void a_database_that_is_away_fails_and_tells_no_secret() {
        var away = URI.create("postgresql://127.0.0.1:1/" + at.getPath().substring(1));
        var source =
                Published.source(Engine.POSTGRESQL, away, reader, "policy", "policy_no", POLICY);
        try (var errors = TestErrors.listen()) {
            var published = published(source);
            assertThat(published.one("canary-of-a-key")).isInstanceOf(TableAnswer.Failed.class);
            assertThat(refused(published).detail()).contains("cannot be reached", "ติดต่อ");
            assertThat(errors.text())
                    .contains(Published.ID.toString())
                    .doesNotContain("canary", "SELECT", Published.PASSWORD);
        }
    }

    @Test
    void a_password_that_all_may_read_is_refused() throws Exception {
        var source = source("policy", "policy_no", "policy_no");
        java.nio.file.Files.setPosixFilePermissions(
                source.passwordFile(),
                java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(refused(published(source)).detail()).contains("chmod 600");
    }
}
