package org.saphan.kernel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.kernel.Limits;
import org.saphan.kernel.Problem;
import org.saphan.kernel.TestErrors;
import org.saphan.kernel.TestLimits;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseTest {

    private static final Limits SMALL = TestLimits.small().limits();

    private final Database database = open("kernel", "slow");

    private static Database open(String... rooms) {
        return Database.open(TestPostgres.address(), List.of(rooms), SMALL);
    }

    @AfterAll
    void close() {
        database.close();
    }

    private void fail(String state) {
        database.write(
                handle ->
                        handle.execute(
                                "DO $$ BEGIN RAISE EXCEPTION 'secret' USING ERRCODE = '"
                                        + state
                                        + "'; END $$"));
    }

    @ParameterizedTest(name = "SQLSTATE {0} is told as {1}")
    @CsvSource({
        "53100, NO_ROOM", // the disk is full
        "53000, BUSY", // resources
        "53200, BUSY", // memory
        "53300, BUSY", // too many connections
        "53400, BUSY", // a configured limit
        "57014, BUSY", // the statement took too long
        "57P01, BUSY", // shutting down
        "57P03, BUSY", // starting
        "08006, BUSY", // the connection broke
        "40001, BUSY", // transactions are in each other's way
        "40P01, BUSY" // deadlock
    })
    void what_the_caller_can_wait_out_is_told_so(String state, Problem.Kind kind) {
        try (var errors = TestErrors.listen()) {
            var problem = catchThrowableOfType(Problem.class, () -> fail(state));
            assertThat(problem.kind()).isEqualTo(kind);
            assertThat(problem.detail()).doesNotContain("secret");
            assertThat(problem.retryAfter().isPresent()).isEqualTo(kind == Problem.Kind.BUSY);
            assertThat(errors.text()).doesNotContain("secret");
        }
    }

    @ParameterizedTest(name = "SQLSTATE {0}")
    @ValueSource(strings = {"23505", "42601", "22001"})
    void everything_else_is_a_bug(String state) {
        assertThatThrownBy(() -> fail(state)).isInstanceOf(JdbiException.class);
    }

    @Test
    void a_statement_that_takes_too_long_is_cut_off() {
        long began = System.nanoTime();
        var problem =
                catchThrowableOfType(
                        Problem.class, () -> number(database, "SELECT 1 FROM pg_sleep(9)"));
        assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    /// Its one statement takes half as long again as a statement may; see `V901__slow.sql`.
    @Test
    void a_migration_may_take_longer_than_a_statement_may() {
        assertThat(number(database, "SELECT count(*) FROM slow")).isEqualTo(1);
    }

    @Test
    void all_of_a_transaction_holds_or_nothing() {
        assertThatThrownBy(
                        () ->
                                database.write(
                                        handle -> {
                                            handle.execute("DELETE FROM slow");
                                            throw new IllegalStateException("no");
                                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(number(database, "SELECT count(*) FROM slow")).isEqualTo(1);
    }

    /// A machine that hangs keeps connections open and says nothing; the database's own limit for a
    /// statement cannot help then.
    @Test
    void a_frozen_database_costs_a_bounded_time() throws IOException {
        var real = TestPostgres.address();
        try (var wire = new Wire(URI.create(real.url().substring("jdbc:".length())).getPort())) {
            var through =
                    new Database.Address(
                            real.url().replaceFirst(":[0-9]+/", ":" + wire.port() + "/"),
                            real.user(),
                            real.password());
            try (var far = Database.open(through, List.of("kernel"), SMALL)) {
                assertThat(number(far, "SELECT 1")).isEqualTo(1);
                wire.freeze();
                long began = System.nanoTime();
                var problem = catchThrowableOfType(Problem.class, () -> number(far, "SELECT 1"));
                assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY);
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .isLessThan(Duration.ofSeconds(20));
            }
        }
    }

    private static int number(Database database, String question) {
        return database.read(handle -> handle.createQuery(question).mapTo(Integer.class).one());
    }

    @Test
    void an_address_prints_no_password() {
        assertThat(new Database.Address("jdbc:postgresql://a/b", "who", "secret"))
                .hasToString("jdbc:postgresql://a/b as who");
    }

    /// A wire to the database that can stop carrying anything without breaking.
    private static final class Wire implements AutoCloseable {

        private final ServerSocket server;
        private final int to;
        private volatile boolean frozen;

        Wire(int to) throws IOException {
            this.to = to;
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        void freeze() {
            frozen = true;
        }

        private void accept() {
            try {
                while (true) {
                    var near = server.accept();
                    var far = new Socket(InetAddress.getLoopbackAddress(), to);
                    Thread.ofVirtual().start(() -> carry(near, far));
                    Thread.ofVirtual().start(() -> carry(far, near));
                }
            } catch (IOException e) {
                // The test is over.
            }
        }

        private void carry(Socket from, Socket into) {
            try (from;
                    into) {
                var part = new byte[8192];
                for (int n = from.getInputStream().read(part);
                        n >= 0;
                        n = from.getInputStream().read(part)) {
                    if (!frozen) {
                        into.getOutputStream().write(part, 0, n);
                    }
                }
            } catch (IOException e) {
                // One side has gone; both are closed.
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
