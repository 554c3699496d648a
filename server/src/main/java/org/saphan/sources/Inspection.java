package org.saphan.sources;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a table turned out to be, when it was looked at with the account that will serve it.
///
/// @param columns in the order of the registration
record Inspection(List<Column> columns) {

    Inspection {
        columns = List.copyOf(columns);
    }

    /// Everything that has to hold before a row leaves. Each thing that does not is a `Problem`.
    static Inspection of(TableSource source, Connection connection) throws SQLException {
        Account.requireReadOnly(source.engine(), connection);
        requireTable(source, connection);
        var inspection = new Inspection(columns(source, connection));
        inspection.requireAskable(source, connection);
        requireKey(source, connection);
        return inspection;
    }

    Column column(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("not a registered column"));
    }

    private static void requireTable(TableSource source, Connection connection)
            throws SQLException {
        if (!works(connection, "SELECT 1 FROM " + source.engine().table(source) + " WHERE 1 = 0")) {
            throw Wrong.database(
                    "there is no such table or view, or the account may not read it",
                    "ไม่มีตารางหรือวิวนี้ หรือบัญชีนี้ไม่มีสิทธิ์อ่าน");
        }
    }

    private static List<Column> columns(TableSource source, Connection connection)
            throws SQLException {
        var columns = new ArrayList<Column>();
        var missing = new ArrayList<String>();
        for (var name : source.columns()) {
            column(source, name, connection).ifPresentOrElse(columns::add, () -> missing.add(name));
        }
        if (!missing.isEmpty()) {
            var names = String.join(", ", missing);
            throw Wrong.database(
                    "the table has no such columns, or the account may not read them: " + names,
                    "ตารางไม่มีคอลัมน์เหล่านี้ หรือบัญชีนี้ไม่มีสิทธิ์อ่าน: " + names);
        }
        return columns;
    }

    private static Optional<Column> column(TableSource source, String name, Connection connection)
            throws SQLException {
        var engine = source.engine();
        var sql =
                "SELECT " + engine.quoted(name) + " FROM " + engine.table(source) + " WHERE 1 = 0";
        try (var statement = connection.prepareStatement(sql);
                var rows = statement.executeQuery()) {
            return Optional.of(Column.of(engine, name, rows.getMetaData(), 1));
        } catch (SQLException e) {
            requireNoOutage(e, connection);
            return Optional.empty();
        }
    }

    /// The key and the filters must be of a kind that a caller can write, and that can be compared.
    private void requireAskable(TableSource source, Connection connection) throws SQLException {
        var wanted = new ArrayList<>(source.narrowing());
        wanted.add(source.key());
        for (var name : wanted) {
            var quoted = source.engine().quoted(name);
            var sql =
                    "SELECT 1 FROM %s WHERE 1 = 0 AND %s = %s ORDER BY %s"
                            .formatted(source.engine().table(source), quoted, quoted, quoted);
            if (!column(name).kind().canBeAskedFor() || !works(connection, sql)) {
                throw Wrong.database(
                        "a key or filter must be a text, a whole or exact number, a date or a truth"
                                + " value; this is none: "
                                + name,
                        "คอลัมน์ key และ filters ต้องเป็นข้อความ จำนวน วันที่ หรือค่าจริงเท็จ คอลัมน์นี้ไม่ใช่: "
                                + name);
            }
        }
    }

    /// One row has one key. Of a view nobody can promise it, so the pages watch for it themselves.
    private static void requireKey(TableSource source, Connection connection) throws SQLException {
        var engine = source.engine();
        var sql =
                "SELECT 1 FROM %s WHERE %s IS NULL LIMIT 1"
                        .formatted(engine.table(source), engine.quoted(source.key()));
        try (var statement = connection.prepareStatement(sql);
                var rows = statement.executeQuery()) {
            if (rows.next()) {
                throw Wrong.database(
                        "the key is NULL in some row; choose another key, or a view without such rows",
                        "คอลัมน์ key มีแถวที่เป็น NULL โปรดเลือกคอลัมน์อื่นหรือใช้วิวที่ไม่มีแถวนั้น");
            }
        }
        if (!isView(source, connection) && !isUnique(source, connection)) {
            throw Wrong.database(
                    "the key is not unique: a primary key or unique index of this column alone is"
                            + " needed",
                    "คอลัมน์ key ไม่ได้กำหนดให้ไม่ซ้ำกัน ต้องมี primary key หรือ unique index ของคอลัมน์นี้เพียงคอลัมน์เดียว");
        }
    }

    private static boolean isView(TableSource source, Connection connection) throws SQLException {
        return found(
                source,
                connection,
                source.engine() == Engine.POSTGRESQL
                        ? """
                          SELECT 1 FROM pg_catalog.pg_class c
                            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                           WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('v', 'm', 'f')
                          """
                        : """
                          SELECT 1 FROM information_schema.tables
                           WHERE table_schema = ? AND table_name = ? AND table_type LIKE '%VIEW'
                          """,
                List.of());
    }

    /// By an index of this column alone, over all rows.
    private static boolean isUnique(TableSource source, Connection connection) throws SQLException {
        return found(
                source,
                connection,
                source.engine() == Engine.POSTGRESQL
                        ? """
                          SELECT 1 FROM pg_catalog.pg_index i
                            JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
                            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                            JOIN pg_catalog.pg_attribute a
                              ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                           WHERE n.nspname = ? AND c.relname = ? AND a.attname = ?
                             AND i.indisunique AND i.indisvalid AND i.indnkeyatts = 1
                             AND i.indpred IS NULL
                          """
                        : """
                          SELECT 1 FROM information_schema.statistics
                           WHERE table_schema = ? AND table_name = ? AND non_unique = 0
                           GROUP BY index_name
                          HAVING COUNT(*) = 1 AND MAX(column_name) = ? AND MAX(sub_part) IS NULL
                          """,
                List.of(source.key()));
    }

    private static boolean found(
            TableSource source, Connection connection, String sql, List<String> more)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, source.engine().schema(source));
            statement.setString(2, source.name());
            for (int i = 0; i < more.size(); i++) {
                statement.setString(i + 3, more.get(i));
            }
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static boolean works(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.execute();
            return true;
        } catch (SQLException e) {
            requireNoOutage(e, connection);
            return false;
        }
    }

    /// A database that went away says nothing about its columns.
    private static void requireNoOutage(SQLException e, Connection connection) throws SQLException {
        if (!Engine.state(e).startsWith("42") && !Engine.state(e).equals("HY000")
                || Engine.isSlow(e)) {
            throw e;
        }
        connection.rollback();
    }
}
