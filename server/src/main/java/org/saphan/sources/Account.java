package org.saphan.sources;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;
import org.saphan.kernel.Problem;

/// Whether the account can do no more than read. Our transactions are read-only as well, but an account
/// whose password is lost is used by somebody else, with transactions of their own.
final class Account {

    /// Everything by which the account, or a role that it may become, could change something. Its own
    /// right to temporary tables, which everybody has, changes nothing that others see.
    private static final String POSTGRES =
            """
            WITH me AS (
                SELECT oid, rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication
                  FROM pg_catalog.pg_roles
                 WHERE pg_catalog.pg_has_role(oid, 'MEMBER')
            )
            SELECT EXISTS (SELECT 1 FROM me
                            WHERE rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication
                               OR rolname IN ('pg_write_server_files', 'pg_execute_server_program',
                                              'pg_write_all_data', 'pg_maintain'))
                OR EXISTS (SELECT 1 FROM me, pg_catalog.pg_database d
                            WHERE d.datname = pg_catalog.current_database()
                              AND (d.datdba = me.oid
                                   OR pg_catalog.has_database_privilege(me.oid, d.oid, 'CREATE')))
                OR EXISTS (SELECT 1 FROM me, pg_catalog.pg_namespace n
                            WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                              AND (n.nspowner = me.oid
                                   OR pg_catalog.has_schema_privilege(me.oid, n.oid, 'CREATE')))
                OR EXISTS (SELECT 1 FROM me, pg_catalog.pg_class c
                             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                            WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                              AND CASE
                                  WHEN c.relkind = 'S' THEN c.relowner = me.oid
                                       OR pg_catalog.has_sequence_privilege(
                                              me.oid, c.oid, 'USAGE, UPDATE')
                                  WHEN c.relkind IN ('r', 'p', 'v', 'm', 'f') THEN c.relowner = me.oid
                                       OR pg_catalog.has_table_privilege(
                                              me.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                                       OR pg_catalog.has_any_column_privilege(
                                              me.oid, c.oid, 'INSERT, UPDATE')
                                  ELSE false END)
            """;

    private static final Set<String> READING =
            Set.of("USAGE", "SELECT", "SHOW VIEW", "SHOW DATABASES");

    private static final Pattern QUOTED =
            Pattern.compile("`(?:[^`]|``)*`|'(?:[^'\\\\]|''|\\\\.)*'");
    private static final Pattern GRANT = Pattern.compile("GRANT (.+?) ON .+");
    private static final Pattern COLUMNS = Pattern.compile("\\([^)]*\\)");

    private Account() {}

    static void requireReadOnly(Engine engine, Connection connection) throws SQLException {
        boolean mayWrite =
                engine == Engine.POSTGRESQL ? postgresMay(connection) : mariadbMay(connection);
        if (mayWrite) {
            throw problem(engine);
        }
    }

    private static Problem problem(Engine engine) {
        var how =
                engine == Engine.POSTGRESQL
                        ? "CREATE ROLE … LOGIN PASSWORD '…'; GRANT USAGE ON SCHEMA … TO …; GRANT"
                                + " SELECT ON … TO …"
                        : "CREATE USER … IDENTIFIED BY '…'; GRANT SELECT ON … TO …";
        return Wrong.database(
                "this account may write, own or create something in the database; make one that may"
                        + " only read: "
                        + how,
                "บัญชีนี้มีสิทธิ์เขียน เป็นเจ้าของ หรือสร้างสิ่งใดในฐานข้อมูลได้ โปรดสร้างบัญชีที่อ่านได้อย่างเดียว: "
                        + how);
    }

    private static boolean postgresMay(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(POSTGRES);
                var rows = statement.executeQuery()) {
            return !rows.next() || rows.getBoolean(1);
        }
    }

    /// What is not known to be reading only is taken for writing; so is a role, which may grant more
    /// later than it does today.
    private static boolean mariadbMay(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SHOW GRANTS")) {
            while (rows.next()) {
                if (!readsOnly(rows.getString(1))) {
                    return true;
                }
            }
            return false;
        }
    }

    /// @param grant one line of `SHOW GRANTS`; it may hold a hash of the password
    static boolean readsOnly(String grant) {
        var bare = QUOTED.matcher(grant).replaceAll("q");
        var match = GRANT.matcher(bare);
        if (!match.matches() || bare.contains("WITH GRANT OPTION")) {
            return false;
        }
        for (var privilege : COLUMNS.matcher(match.group(1)).replaceAll("").split(",", -1)) {
            if (!READING.contains(privilege.strip())) {
                return false;
            }
        }
        return true;
    }
}
