package org.saphan.sources;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.Problem;
import org.saphan.kernel.ServiceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// One published table at work.
final class Table implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Table.class);

    private static final int CONNECTIONS = 4;
    private static final Duration WAIT = Duration.ofSeconds(3);
    private static final Duration CONNECT = Duration.ofSeconds(6);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int FETCH = 50;

    private static final JsonFactory JSON = JsonFactory.builder().build();

    /// The answer grew beyond its bound.
    private static final class TooLarge extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("too large", null, false, false);
        }
    }

    /// The database gave what cannot be answered honestly, for example two rows of one key.
    private static final class Unsound extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unsound(String why) {
            super(why, null, false, false);
        }
    }

    private final ServiceId id;
    private final TableSource source;
    private final Duration patience;
    private final int bodyBytes;
    private final Semaphore places = new Semaphore(CONNECTIONS);
    private @Nullable HikariDataSource pool;
    private volatile Optional<Inspection> inspection = Optional.empty();

    Table(ServiceId id, TableSource source, Duration patience, int bodyBytes) {
        this.id = id;
        this.source = source;
        this.patience = patience;
        this.bodyBytes = bodyBytes;
    }

    /// For the operator who registers it.
    Inspection inspect() {
        try (var connection = pool().getConnection()) {
            return Inspection.of(source, connection);
        } catch (SQLException e) {
            throw Wrong.database(
                    "the database cannot be reached, does not take this account or is too slow"
                            + " (SQLSTATE "
                            + Engine.state(e)
                            + ")",
                    "ติดต่อฐานข้อมูลไม่ได้ ฐานข้อมูลไม่รับบัญชีนี้ หรือตอบช้าเกินไป");
        }
    }

    TableAnswer answer(Tables.Question question) {
        try {
            if (!places.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return new TableAnswer.Busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new TableAnswer.Busy();
        }
        try (var connection = pool().getConnection()) {
            return new TableAnswer.Answered(200, rows(connection, question));
        } catch (BadQuestion e) {
            return new TableAnswer.Answered(e.status(), Json.write(e.said()));
        } catch (TooLarge e) {
            return new TableAnswer.TooLarge();
        } catch (SQLException e) {
            return failed(e);
        } catch (Problem e) {
            LOG.warn("the table of {} is not served: {}", id, e.detail());
            return new TableAnswer.Failed();
        } catch (Unsound e) {
            LOG.warn("the table of {} cannot answer: {}", id, e.getMessage());
            return new TableAnswer.Failed();
        } finally {
            places.release();
        }
    }

    private TableAnswer failed(SQLException e) {
        if (Engine.isBadValue(e)) {
            return new TableAnswer.Answered(400, Json.write(BadQuestion.value("the key").said()));
        }
        LOG.warn("the database of {} failed, SQLSTATE {}", id, Engine.state(e));
        return Engine.isSlow(e) ? new TableAnswer.Slow() : new TableAnswer.Failed();
    }

    private synchronized HikariDataSource pool() {
        if (pool == null) {
            var config = new HikariConfig();
            config.setJdbcUrl(source.engine().url(source));
            config.setUsername(source.user());
            config.setPassword(source.password());
            config.setPoolName("table");
            config.setMaximumPoolSize(CONNECTIONS);
            config.setMinimumIdle(0);
            config.setIdleTimeout(IDLE.toMillis());
            config.setConnectionTimeout(CONNECT.toMillis());
            // The database may be away when we start.
            config.setInitializationFailTimeout(-1);
            config.setAutoCommit(false);
            config.setReadOnly(true);
            config.setConnectionInitSql(source.engine().firstStatement());
            source.engine().properties(source, patience).forEach(config::addDataSourceProperty);
            pool = new HikariDataSource(config);
        }
        return pool;
    }

    /// Asked again at every start: rights are given after a registration as well.
    private Inspection known(Connection connection) throws SQLException {
        var known = inspection;
        if (known.isPresent()) {
            return known.get();
        }
        var fresh = Inspection.of(source, connection);
        inspection = Optional.of(fresh);
        return fresh;
    }

    private Bytes rows(Connection connection, Tables.Question question)
            throws SQLException, BadQuestion {
        if (!question.method().equals("GET")) {
            throw new BadQuestion(
                    405, "method_not_allowed", "a table answers GET only", "ตารางรับเฉพาะ GET");
        }
        var asked = Asked.of(question, source, known(connection));
        try (var statement = connection.prepareStatement(asked.sql())) {
            statement.setFetchSize(FETCH);
            asked.bind(statement);
            return rows(statement, asked);
        } finally {
            connection.rollback();
        }
    }

    private Bytes rows(PreparedStatement statement, Asked asked) throws SQLException, BadQuestion {
        var out = new Bounded(bodyBytes);
        try (var rows = statement.executeQuery();
                var json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            if (asked.isOne()) {
                writeOne(json, rows);
            } else {
                writePage(json, rows, asked.rows());
            }
        }
        return Bytes.owning(out.toByteArray());
    }

    private void writeOne(JsonGenerator json, ResultSet rows) throws SQLException, BadQuestion {
        if (!rows.next()) {
            throw new BadQuestion(
                    404, "not_found", "there is no row of this key", "ไม่มีแถวที่มีคีย์นี้");
        }
        writeRow(json, columns(rows), rows);
        if (rows.next()) {
            throw new Unsound("two rows have one key");
        }
    }

    /// One row more than the page holds is read, and tells whether there is a next page. Two rows of
    /// one key stand beside each other, so a page sees them before the next would lose one.
    private void writePage(JsonGenerator json, ResultSet rows, int most) throws SQLException {
        var columns = columns(rows);
        int key = source.columns().indexOf(source.key()) + 1;
        var last = Optional.<String>empty();
        boolean more = false;
        json.writeStartObject();
        json.writeName(TableSource.ROWS);
        json.writeStartArray();
        for (int count = 0; rows.next(); count++) {
            var here = Optional.ofNullable(rows.getString(key));
            if (here.isEmpty() || here.equals(last)) {
                throw new Unsound(here.isEmpty() ? "a key is NULL" : "two rows have one key");
            }
            if (count == most) {
                more = true;
                break;
            }
            writeRow(json, columns, rows);
            last = here;
        }
        json.writeEndArray();
        json.writeName(TableSource.NEXT);
        if (more && last.isPresent()) {
            json.writeString(last.get());
        } else {
            json.writeNull();
        }
        json.writeEndObject();
    }

    /// As they are now; a table may have changed since it was inspected.
    private List<Column> columns(ResultSet rows) throws SQLException {
        var columns = new ArrayList<Column>();
        for (int i = 0; i < source.columns().size(); i++) {
            columns.add(
                    Column.of(source.engine(), source.columns().get(i), rows.getMetaData(), i + 1));
        }
        return columns;
    }

    private static void writeRow(JsonGenerator json, List<Column> columns, ResultSet row)
            throws SQLException {
        json.writeStartObject();
        for (int i = 0; i < columns.size(); i++) {
            json.writeName(columns.get(i).name());
            columns.get(i).write(json, row, i + 1);
        }
        json.writeEndObject();
    }

    /// Refuses to grow beyond its bound.
    private static final class Bounded extends ByteArrayOutputStream {

        private final int most;

        Bounded(int most) {
            this.most = most;
        }

        @Override
        public synchronized void write(int b) {
            require(1);
            super.write(b);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            require(length);
            super.write(bytes, from, length);
        }

        private void require(int length) {
            if (length > most - count) {
                throw new TooLarge();
            }
        }
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
