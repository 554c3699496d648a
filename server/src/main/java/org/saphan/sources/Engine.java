package org.saphan.sources;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The databases that we speak to, and all in which they differ.
public enum Engine {
    POSTGRESQL(5432),
    MARIADB(3306),
    MYSQL(3306);

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /// A server that says nothing for so long after it should have cut a statement off is frozen.
    private static final Duration BEYOND_STATEMENT = Duration.ofSeconds(5);

    /// What the two say when a statement took longer than its session allows.
    private static final int MARIADB_TIMED_OUT = 1969;

    private static final int MYSQL_TIMED_OUT = 3024;

    private final int port;

    Engine(int port) {
        this.port = port;
    }

    String url(TableSource source) {
        var host = source.host().contains(":") ? "[" + source.host() + "]" : source.host();
        var scheme = this == POSTGRESQL ? "postgresql" : "mariadb";
        return "jdbc:%s://%s:%d/%s"
                .formatted(scheme, host, source.port().orElse(port), source.database());
    }

    Map<String, String> properties(TableSource source, Duration statement) {
        return this == POSTGRESQL ? postgres(source, statement) : mariadb(source, statement);
    }

    private static Map<String, String> postgres(TableSource source, Duration statement) {
        var all = new LinkedHashMap<String, String>();
        all.put("ApplicationName", "saphan");
        all.put("connectTimeout", Long.toString(CONNECT.toSeconds()));
        all.put("loginTimeout", Long.toString(CONNECT.multipliedBy(2).toSeconds()));
        all.put("socketTimeout", Long.toString(statement.plus(BEYOND_STATEMENT).toSeconds()));
        all.put("maxResultBuffer", "64M");
        // The server gives a value the type of the column that it is compared with: uuid, enum,
        // text.
        all.put("stringtype", "unspecified");
        all.put(
                "options",
                "-c default_transaction_read_only=on -c statement_timeout=" + statement.toMillis());
        all.put("sslmode", source.isEncrypted() ? "verify-full" : "disable");
        if (source.isEncrypted()) {
            source.caFile()
                    .ifPresentOrElse(
                            file -> all.put("sslrootcert", file.toString()),
                            () ->
                                    all.put(
                                            "sslfactory",
                                            "org.postgresql.ssl.DefaultJavaSSLFactory"));
        }
        return all;
    }

    private Map<String, String> mariadb(TableSource source, Duration statement) {
        var all = new LinkedHashMap<String, String>();
        all.put("connectTimeout", Long.toString(CONNECT.toMillis()));
        all.put("socketTimeout", Long.toString(statement.plus(BEYOND_STATEMENT).toMillis()));
        // Prepared by the server: a value is never written into a statement.
        all.put("useServerPrepStmts", "true");
        all.put("allowLocalInfile", "false");
        all.put("tinyInt1isBit", "false");
        all.put("yearIsDateType", "false");
        all.put(
                "sessionVariables",
                (this == MARIADB
                                ? "max_statement_time=" + statement.toSeconds()
                                : "max_execution_time=" + statement.toMillis())
                        + ",time_zone='+00:00'");
        all.put("sslMode", source.isEncrypted() ? "verify-full" : "disable");
        if (source.isEncrypted()) {
            source.caFile().ifPresent(file -> all.put("serverSslCert", file.toString()));
        }
        return all;
    }

    /// The first statement of every connection.
    String firstStatement() {
        return this == POSTGRESQL
                ? "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
                : "SET SESSION TRANSACTION READ ONLY";
    }

    String quoted(String name) {
        return this == POSTGRESQL
                ? "\"" + name.replace("\"", "\"\"") + "\""
                : "`" + name.replace("`", "``") + "`";
    }

    String schema(TableSource source) {
        return source.schema().orElse(this == POSTGRESQL ? "public" : source.database());
    }

    String table(TableSource source) {
        return quoted(schema(source)) + "." + quoted(source.name());
    }

    /// In MariaDB and MySQL most collations find `a` equal to `A`; who asks for one person must not be
    /// given another. The first comparison uses the index, the second is exact.
    String equal(Column column) {
        var name = quoted(column.name());
        return this != POSTGRESQL && column.kind() == Column.Kind.TEXT
                ? "("
                        + name
                        + " = ? AND CONVERT("
                        + name
                        + " USING utf8mb4) = ? COLLATE utf8mb4_bin)"
                : name + " = ?";
    }

    int placesOf(Column column) {
        return this != POSTGRESQL && column.kind() == Column.Kind.TEXT ? 2 : 1;
    }

    static boolean isSlow(SQLException e) {
        if (e instanceof SQLTimeoutException
                || "57014".equals(e.getSQLState())
                || e.getErrorCode() == MARIADB_TIMED_OUT
                || e.getErrorCode() == MYSQL_TIMED_OUT) {
            return true;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /// PostgreSQL's words for a value that is none of its column's type.
    static boolean isBadValue(SQLException e) {
        return switch (state(e)) {
            case "22P02", "22007", "22008", "22021" -> true;
            default -> false;
        };
    }

    /// All that is told of a database's error: its text may hold values.
    static String state(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().matches("[0-9A-Z]{5}")) {
                return sql.getSQLState();
            }
        }
        return "none";
    }
}
