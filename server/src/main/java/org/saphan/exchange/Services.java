package org.saphan.exchange;

import java.net.URI;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.sql.Database;
import org.saphan.sources.TableSource;

/// The services of this site's members. Read once, kept in memory, replaced as a whole on change.
final class Services {

    private final Database database;
    private volatile Map<String, Service> byId = Map.of();

    Services(Database database) {
        this.database = database;
        reload();
    }

    Optional<Service> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    List<Service> all() {
        return byId.values().stream()
                .sorted((a, b) -> a.id().toString().compareTo(b.id().toString()))
                .toList();
    }

    synchronized void reload() {
        var fresh = new HashMap<String, Service>();
        database.read(Services::select)
                .forEach(service -> fresh.put(service.id().toString(), service));
        byId = Map.copyOf(fresh);
    }

    private static List<Service> select(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT id, base_url, table_source, fields, subject_in, subject_at, patience_seconds, enabled
                          FROM service
                        """)
                .map((row, _) -> read(row))
                .list();
    }

    private static Service read(ResultSet row) throws SQLException {
        Array fields = row.getArray("fields");
        var in = row.getString("subject_in");
        return new Service(
                ServiceId.parse(row.getString("id")),
                source(row),
                List.of((String[]) fields.getArray()),
                in == null
                        ? Optional.empty()
                        : Optional.of(
                                new SubjectAt(
                                        SubjectAt.Place.valueOf(in), row.getString("subject_at"))),
                Duration.ofSeconds(row.getInt("patience_seconds")),
                row.getBoolean("enabled"));
    }

    private static Service.Source source(ResultSet row) throws SQLException {
        var table = row.getString("table_source");
        return table == null
                ? new Service.Source.Api(URI.create(row.getString("base_url")))
                : new Service.Source.Published(Json.read(Bytes.utf8(table), TableSource.class));
    }

    static void save(Handle handle, Service service, Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO service (id, base_url, table_source, fields, subject_in, subject_at,
                                             patience_seconds, enabled, changed_at)
                        VALUES (:id, :base, :table, :fields, :subjectIn, :subjectAt, :patience, :enabled, :now)
                        ON CONFLICT (id) DO UPDATE
                           SET base_url = :base, table_source = :table, fields = :fields, subject_in = :subjectIn,
                               subject_at = :subjectAt, patience_seconds = :patience,
                               enabled = :enabled, changed_at = :now
                        """)
                .bind("id", service.id().toString())
                .bind("base", base(service.from()))
                .bind("table", table(service.from()))
                .bindArray("fields", String.class, service.fields())
                .bind(
                        "subjectIn",
                        service.subject().map(subject -> subject.in().name()).orElse(null))
                .bind("subjectAt", service.subject().map(SubjectAt::at).orElse(null))
                .bind("patience", service.patience().toSeconds())
                .bind("enabled", service.enabled())
                .bind("now", now)
                .execute();
    }

    private static @Nullable String base(Service.Source source) {
        return source instanceof Service.Source.Api(var base) ? base.toString() : null;
    }

    private static @Nullable String table(Service.Source source) {
        return source instanceof Service.Source.Published(var table)
                ? Json.write(table).text()
                : null;
    }
}
