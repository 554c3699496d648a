package org.saphan.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// A database as text, table by table in PostgreSQL's own `COPY` form, all of one moment. The schema
/// is no part of it: migrations make that, so a newer version restores an older backup.
final class Tables {

    private static final String HISTORY = "flyway_schema_history";

    private Tables() {}

    /// Each table after those that it refers to.
    static void copyOut(Connection database, Archive archive) throws SQLException, IOException {
        database.setAutoCommit(false);
        database.setReadOnly(true);
        database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        var copies = database.unwrap(PGConnection.class).getCopyAPI();
        for (var table : inOrder(database)) {
            var columns = columns(database, table);
            try (OutputStream out = archive.parts("database/" + table)) {
                archive.add(
                        "database/" + table + "/columns",
                        String.join("\n", columns).getBytes(StandardCharsets.UTF_8));
                copies.copyOut("COPY " + named(table, columns) + " TO STDOUT", out);
            }
        }
        database.rollback();
    }

    private static String named(String table, List<String> columns) {
        return quoted(table)
                + " ("
                + String.join(", ", columns.stream().map(Tables::quoted).toList())
                + ")";
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static List<String> columns(Connection database, String table) throws SQLException {
        var sql =
                """
                SELECT column_name FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = ? AND is_generated = 'NEVER'
                 ORDER BY ordinal_position""";
        var columns = new ArrayList<String>();
        try (var statement = database.prepareStatement(sql)) {
            statement.setString(1, table);
            var rows = statement.executeQuery();
            while (rows.next()) {
                columns.add(rows.getString(1));
            }
        }
        return columns;
    }

    static List<String> inOrder(Connection database) throws SQLException {
        var waiting = new LinkedHashMap<String, Set<String>>();
        var tables =
                """
                SELECT table_name FROM information_schema.tables
                 WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'""";
        var references =
                """
                SELECT child.relname, parent.relname FROM pg_constraint c
                  JOIN pg_class child ON child.oid = c.conrelid
                  JOIN pg_class parent ON parent.oid = c.confrelid
                 WHERE c.contype = 'f' AND c.conrelid <> c.confrelid""";
        try (var statement = database.createStatement()) {
            var rows = statement.executeQuery(tables);
            while (rows.next()) {
                if (!rows.getString(1).equals(HISTORY)) {
                    waiting.put(rows.getString(1), new LinkedHashSet<>());
                }
            }
            rows = statement.executeQuery(references);
            while (rows.next()) {
                waiting.getOrDefault(rows.getString(1), new LinkedHashSet<>())
                        .add(rows.getString(2));
            }
        }
        return sorted(waiting);
    }

    private static List<String> sorted(Map<String, Set<String>> waiting) {
        var ordered = new LinkedHashSet<String>();
        while (ordered.size() < waiting.size()) {
            int before = ordered.size();
            waiting.forEach(
                    (table, parents) -> {
                        if (ordered.containsAll(parents)) {
                            ordered.add(table);
                        }
                    });
            if (ordered.size() == before) {
                throw new IllegalStateException("tables refer to each other in a circle");
            }
        }
        return List.copyOf(ordered);
    }

    /// Takes the entries of a backup in their order and fills the tables that migrations made.
    static final class Filling {

        private final Connection database;
        private List<String> columns = List.of();
        private String table = "";
        private Optional<CopyIn> copy = Optional.empty();

        Filling(Connection database) throws SQLException {
            this.database = database;
            database.setAutoCommit(false);
            // What migrations themselves wrote stands in the backup, too.
            var all = inOrder(database).stream().map(Tables::quoted).toList();
            try (var statement = database.createStatement()) {
                statement.execute("TRUNCATE " + String.join(", ", all));
            }
        }

        void take(String of, String part, byte[] content) throws SQLException {
            if (part.equals("columns")) {
                endTable();
                table = of;
                columns = List.of(new String(content, StandardCharsets.UTF_8).split("\n"));
                copy =
                        Optional.of(
                                database.unwrap(PGConnection.class)
                                        .getCopyAPI()
                                        .copyIn("COPY " + named(table, columns) + " FROM STDIN"));
            } else if (copy.isPresent() && of.equals(table)) {
                copy.get().writeToCopy(content, 0, content.length);
            } else {
                throw new SQLException("the backup has rows before their columns");
            }
        }

        private void endTable() throws SQLException {
            if (copy.isPresent()) {
                copy.get().endCopy();
                copy = Optional.empty();
                goOnAfterTheLast();
            }
        }

        /// New rows get numbers that no row of the backup has.
        private void goOnAfterTheLast() throws SQLException {
            for (var column : columns) {
                try (var ask = database.prepareStatement("SELECT pg_get_serial_sequence(?, ?)")) {
                    ask.setString(1, quoted(table));
                    ask.setString(2, column);
                    var row = ask.executeQuery();
                    if (row.next() && row.getString(1) != null) {
                        raise(row.getString(1), column);
                    }
                }
            }
        }

        private void raise(String sequence, String column) throws SQLException {
            var sql =
                    "SELECT setval(?::regclass, greatest(coalesce(max(%s), 0), 0) + 1, false) FROM %s"
                            .formatted(quoted(column), quoted(table));
            try (var statement = database.prepareStatement(sql)) {
                statement.setString(1, sequence);
                statement.execute();
            }
        }

        void end() throws SQLException {
            endTable();
            database.commit();
        }
    }
}
