package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// An agency publishes a table of its database, and another one asks for it: the whole way, with proof.
@ExtendWith(WithDemo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PublishedTableTest {

    private static final String SERVICE = "TH/GOV/OIC/motor/policies";
    private static final String AGREEMENT = "dsa-test-table";
    private static final String PASSWORD = "password-of-a-reader";

    private final RunningDemo demo;
    private final Call call;
    private int port;

    PublishedTableTest(RunningDemo demo) {
        this.demo = demo;
        this.call = demo.example();
    }

    /// In the demo's own PostgreSQL, as a database beside its own.
    @BeforeAll
    void publish() throws IOException, SQLException {
        var postgres = demo.data().resolve("postgres");
        var password = Files.readString(postgres.resolve("password")).strip();
        port =
                Integer.parseInt(
                        Files.readAllLines(postgres.resolve("data/postmaster.pid")).get(3).strip());
        run("postgres", password, "CREATE DATABASE motor_office");
        run(
                "motor_office",
                password,
                """
                CREATE TABLE policy (policy_no text PRIMARY KEY, status text, owner text);
                INSERT INTO policy VALUES ('P-1', 'ok', 'canary-of-an-owner'), ('P-2', 'lapsed', 'x'),
                       ('P-3', 'ok', 'y');
                CREATE ROLE table_writer LOGIN PASSWORD '%1$s';
                GRANT SELECT, UPDATE ON policy TO table_writer;
                CREATE ROLE table_reader LOGIN PASSWORD '%1$s';
                GRANT SELECT ON policy TO table_reader;
                """
                        .formatted(PASSWORD));
        Saphan.said("service", "add-table", "--config", config(), file("table_reader"));
        EchoExchange.agreements(demo)
                .conclude(
                        AGREEMENT,
                        Agreements.draft(
                                        AGREEMENT,
                                        call.header("X-Road-Client"),
                                        SERVICE,
                                        List.of("GET /{key}", "GET /"),
                                        "vehicle-tax")
                                .replace(
                                        "\"fields\": []",
                                        "\"fields\": [\"/policy_no\", \"/status\","
                                                + " \"/rows/*/policy_no\", \"/next\"]"));
        Patience.until(
                "the table is listed",
                Duration.ofSeconds(20),
                () -> at("/P-1").send().status() == 200);
    }

    private void run(String database, String password, String sql) throws SQLException {
        var url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
        try (var connection = DriverManager.getConnection(url, "saphan", password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Path config() {
        return demo.provider().config();
    }

    private Path file(String user) throws IOException {
        var secret =
                Files.writeString(demo.directory().resolve(user + ".password"), PASSWORD)
                        .toAbsolutePath();
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(
                demo.directory().resolve(user + ".json"),
                """
                {"id": "%s", "table": {"engine": "POSTGRESQL", "host": "127.0.0.1", "port": %d,
                  "database": "motor_office", "user": "%s", "passwordFile": "%s", "name": "policy",
                  "key": "policy_no", "columns": ["policy_no", "status", "owner"],
                  "filters": ["status"]}}
                """
                        .formatted(SERVICE, port, user, secret));
    }

    private Call at(String path) {
        return call.url(demo.consumer().url("systems") + "/r1/" + SERVICE + path);
    }

    @Test
    void a_row_comes_with_its_granted_fields_and_a_receipt_that_holds() {
        var answer = at("/P-1").send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"policy_no\":\"P-1\",\"status\":\"ok\"}");
        var file =
                demo.receipts()
                        .whole(answer.receipt())
                        .save(demo.directory().resolve("table-receipt.txt"));
        var ran = Saphan.run("verify", file, "--trust", demo.trust());
        assertThat(ran.status()).as(ran.toString()).isZero();
        assertThat(demo.receipts().first(answer.receipt()).text())
                .contains("/owner")
                .doesNotContain("canary-of-an-owner", "P-1");
    }

    @Test
    void a_list_comes_in_pages() {
        var first = at("/?limit=2").send().json();
        assertThat(first.path("next").asString()).isEqualTo("P-2");
        assertThat(first.path("rows").toString())
                .isEqualTo("[{\"policy_no\":\"P-1\"},{\"policy_no\":\"P-2\"}]");
        var second = at("/?limit=2&after=P-2").send().json();
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(at("/?status=ok").send().json().path("rows")).hasSize(2);
        assertThat(at("/P-1%27%20OR%20%271%27=%271").send().status()).isEqualTo(404);
        assertThat(at("/?owner=y").send().status()).isEqualTo(400);
    }

    @Test
    void its_description_is_there_at_once() {
        var description =
                call.url(
                                demo.consumer().url("systems")
                                        + "/r1/TH/GOV/OIC/motor/getOpenAPI?serviceCode=policies")
                        .send();
        assertThat(description.json().path("paths").propertyNames())
                .containsExactlyInAnyOrder("/", "/{key}");
        assertThat(description.text()).doesNotContain("table_reader", "motor_office", PASSWORD);
    }

    @Test
    void an_account_that_may_write_is_refused_in_two_languages() throws IOException {
        var ran = Saphan.run("service", "add-table", "--config", config(), file("table_writer"));
        assertThat(ran.status()).isNotZero();
        assertThat(ran.err())
                .contains("GRANT SELECT", "อ่านได้อย่างเดียว")
                .doesNotContain(PASSWORD);
        assertThat(at("/P-2").send().status()).isEqualTo(200);
    }
}
