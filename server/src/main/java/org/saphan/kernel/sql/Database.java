package org.saphan.kernel.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.saphan.kernel.Limits;
import org.saphan.kernel.Problem;

/// A site's PostgreSQL database: transactions in, records out.
public final class Database implements AutoCloseable {

    private static final int CONNECTIONS = 8;

    /// A database that says nothing for so long after it should have cut a statement off is frozen.
    private static final Duration BEYOND_STATEMENT = Duration.ofSeconds(5);

    /// PostgreSQL's classes of errors (appendix A) that the caller can do something about.
    private static final String DISK_FULL = "53100";

    private static final String NO_RESOURCES = "53";
    private static final String CONNECTION = "08";
    private static final String SHUTTING_DOWN = "57P";
    private static final String TIMED_OUT = "57014";
    private static final String TANGLED = "40";

    /// Where a database is, and as whom to log in.
    public record Address(String url, String user, String password) {

        @Override
        public String toString() {
            return url + " as " + user;
        }
    }

    private final HikariDataSource source;
    private final Jdbi jdbi;

    private Database(HikariDataSource source) {
        this.source = source;
        this.jdbi = Jdbi.create(source);
    }

    /// @param rooms each room's migrations stand beside its code, in `org/saphan/<room>/migrations`
    public static Database open(Address address, List<String> rooms, Limits limits) {
        migrate(address, rooms);
        var config = new HikariConfig();
        config.setJdbcUrl(address.url());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        config.setPoolName("sql");
        config.addDataSourceProperty("ApplicationName", "saphan");
        config.addDataSourceProperty(
                "socketTimeout",
                Long.toString(limits.sqlStatement().plus(BEYOND_STATEMENT).toSeconds()));
        config.setConnectionInitSql("SET statement_timeout = " + limits.sqlStatement().toMillis());
        return new Database(new HikariDataSource(config));
    }

    /// Over a connection of its own: building an index may take longer than a statement otherwise may.
    private static void migrate(Address address, List<String> rooms) {
        var configuration =
                Flyway.configure()
                        .dataSource(address.url(), address.user(), address.password())
                        .locations(
                                rooms.stream()
                                        .map(room -> "classpath:org/saphan/" + room + "/migrations")
                                        .toArray(String[]::new))
                        .validateMigrationNaming(true)
                        .failOnMissingLocations(true)
                        // Rooms number their own migrations, so a lower number may come later.
                        .outOfOrder(true);
        // Its default lock makes CREATE INDEX CONCURRENTLY wait for ever.
        var postgres =
                configuration.getPluginRegister().getExact(PostgreSQLConfigurationExtension.class);
        if (postgres != null) {
            postgres.setTransactionalLock(false);
        }
        configuration.load().migrate();
    }

    public <T> T read(Function<Handle, T> work) {
        try (var handle = jdbi.open()) {
            return work.apply(handle);
        } catch (JdbiException e) {
            throw told(e);
        }
    }

    /// One transaction: all of it, or nothing.
    public <T> T write(Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw told(e);
        }
    }

    /// What the caller can wait out is told so; everything else is a bug.
    private static RuntimeException told(JdbiException e) {
        var again = Optional.of(Duration.ofSeconds(1));
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                return new Problem(Problem.Kind.BUSY, "the database has no free connection", again);
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return told(e, sql.getSQLState());
            }
        }
        return e;
    }

    private static RuntimeException told(JdbiException e, String state) {
        var again = Optional.of(Duration.ofSeconds(1));
        if (state.equals(DISK_FULL)) {
            return new Problem(Problem.Kind.NO_ROOM, "the database has no room left");
        }
        if (state.startsWith(CONNECTION) || state.startsWith(SHUTTING_DOWN)) {
            return new Problem(Problem.Kind.BUSY, "the database cannot be reached", again);
        }
        if (state.equals(TIMED_OUT)
                || state.startsWith(TANGLED)
                || state.startsWith(NO_RESOURCES)) {
            return new Problem(Problem.Kind.BUSY, "the database is too busy", again);
        }
        return e;
    }

    @Override
    public void close() {
        source.close();
    }
}
