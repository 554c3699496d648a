package org.saphan.callers;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.sql.Database;

/// Which credential is whose. Kept in PostgreSQL, asked in memory.
final class Credentials {

    private final Database database;
    private volatile Map<Credential, SystemId> owners = Map.of();

    Credentials(Database database) {
        this.database = database;
        reload();
    }

    Optional<SystemId> owner(Credential credential) {
        return Optional.ofNullable(owners.get(credential));
    }

    Map<Credential, SystemId> all() {
        return owners;
    }

    /// One credential is one system's; registered again, it changes hands.
    static void save(Handle handle, Credential credential, SystemId system, Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO caller_credential (kind, issuer, value, system, registered_at)
                        VALUES (:kind, :issuer, :value, :system, :now)
                        ON CONFLICT (kind, issuer, value) DO UPDATE
                           SET system = :system, registered_at = :now
                        """)
                .bind("kind", credential.kind())
                .bind("issuer", credential.by())
                .bind("value", credential.value())
                .bind("system", system.value())
                .bind("now", now)
                .execute();
    }

    static void remove(Handle handle, Credential credential) {
        handle.createUpdate(
                        "DELETE FROM caller_credential"
                                + " WHERE kind = :kind AND issuer = :issuer AND value = :value")
                .bind("kind", credential.kind())
                .bind("issuer", credential.by())
                .bind("value", credential.value())
                .execute();
    }

    synchronized void reload() {
        var fresh = new LinkedHashMap<Credential, SystemId>();
        database.read(
                handle ->
                        handle.createQuery(
                                        "SELECT kind, issuer, value, system FROM caller_credential"
                                                + " ORDER BY registered_at")
                                .map(
                                        (row, _) ->
                                                fresh.put(
                                                        Credential.of(
                                                                row.getString("kind"),
                                                                row.getString("issuer"),
                                                                row.getString("value")),
                                                        SystemId.parse(row.getString("system"))))
                                .list());
        owners = Map.copyOf(fresh);
    }
}
