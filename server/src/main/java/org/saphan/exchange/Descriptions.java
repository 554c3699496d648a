package org.saphan.exchange;

import static org.saphan.kernel.http.Routes.get;
import static org.saphan.kernel.http.Routes.post;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Problem;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.kernel.http.Routes;
import org.saphan.kernel.sql.Database;
import org.saphan.members.Members;

/// What this site tells about its services: which there are, and the OpenAPI description of those that
/// have one. Any listed site may ask; an ordinary call is another matter.
final class Descriptions {

    static final String SERVICES = "/peer/v1/services";
    static final String OPENAPI = "/peer/v1/openapi";

    /// @param openapi whether there is a description
    record Described(ServiceId id, boolean openapi, List<OpenApi.Endpoint> endpoints) {

        Described {
            endpoints = List.copyOf(endpoints);
        }
    }

    private final Database database;
    private final Members members;
    private final Services services;
    private volatile Map<ServiceId, OpenApi> known = Map.of();

    Descriptions(Database database, Members members, Services services) {
        this.database = database;
        this.members = members;
        this.services = services;
        reload();
    }

    private synchronized void reload() {
        var fresh = new HashMap<ServiceId, OpenApi>();
        database.read(
                handle ->
                        handle.createQuery("SELECT service, document FROM openapi")
                                .map(
                                        (row, _) ->
                                                fresh.put(
                                                        ServiceId.parse(row.getString("service")),
                                                        OpenApi.parse(
                                                                Bytes.owning(
                                                                        row.getBytes("document")))))
                                .list());
        known = Map.copyOf(fresh);
    }

    Routes peerRoutes() {
        return Routes.of(get(SERVICES, this::services), get(OPENAPI, this::document));
    }

    Routes operationsRoutes() {
        return Routes.of(post("/api/v1/services/openapi", this::describe));
    }

    private Reply services(Request request) {
        requireSite(request);
        var system = SystemId.parse(request.query("system").orElse(""));
        return Reply.json(of(system));
    }

    private List<Described> of(SystemId system) {
        return services.all().stream()
                .filter(service -> service.enabled() && service.id().system().equals(system))
                .map(service -> described(service.id()))
                .toList();
    }

    private Described described(ServiceId id) {
        var openapi = Optional.ofNullable(known.get(id));
        return new Described(
                id, openapi.isPresent(), openapi.map(OpenApi::endpoints).orElse(List.of()));
    }

    private Reply document(Request request) {
        requireSite(request);
        var id = ServiceId.parse(request.query("service").orElse(""));
        return Optional.ofNullable(known.get(id))
                .map(openapi -> Reply.bytes(openapi.type(), openapi.document()))
                .orElseThrow(
                        () ->
                                new Problem(
                                        Problem.Kind.NOT_FOUND,
                                        "this service has no OpenAPI description here"));
    }

    private void requireSite(Request request) {
        var site =
                request.peerCertificates().stream().findFirst().flatMap(members.trust()::siteOfTls);
        if (site.isEmpty()) {
            throw new Problem(Problem.Kind.FORBIDDEN, "this certificate is not on the trust list");
        }
    }

    private Reply describe(Request request) {
        var id = ServiceId.parse(request.query("service").orElse(""));
        if (services.find(id.toString()).isEmpty()) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "no such service is registered here; 'saphan service add' registers it");
        }
        var openapi = OpenApi.parse(request.body());
        database.write(handle -> save(handle, id, openapi, members.now()));
        reload();
        return Reply.json(described(id));
    }

    private static int save(Handle handle, ServiceId id, OpenApi openapi, Instant now) {
        return handle.createUpdate(
                        """
                        INSERT INTO openapi (service, document, changed_at)
                        VALUES (:service, :document, :now)
                        ON CONFLICT (service) DO UPDATE
                           SET document = :document, changed_at = :now
                        """)
                .bind("service", id.toString())
                .bind("document", openapi.document().array())
                .bind("now", now)
                .execute();
    }
}
