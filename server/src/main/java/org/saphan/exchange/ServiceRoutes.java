package org.saphan.exchange;

import static org.saphan.kernel.http.Routes.get;
import static org.saphan.kernel.http.Routes.post;

import java.util.LinkedHashMap;
import java.util.Map;
import org.saphan.kernel.Json;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.kernel.http.Routes;

/// The operator's door to the services of this site, on the operations listener.
final class ServiceRoutes {

    /// Registers a service, here and at the hub.
    interface Registrar {

        void register(Service service);
    }

    private final Services services;
    private final Registrar registrar;

    ServiceRoutes(Services services, Registrar registrar) {
        this.services = services;
        this.registrar = registrar;
    }

    Routes operations() {
        return Routes.of(
                get("/api/v1/services", this::list), post("/api/v1/services", this::register));
    }

    private Reply list(Request request) {
        return Reply.json(services.all().stream().map(ServiceRoutes::summary).toList());
    }

    private Reply register(Request request) {
        var service = Json.read(request.body(), Service.Registration.class).service();
        if (Metaservices.isName(service.id())) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "listMethods, allowedMethods and getOpenAPI are names of X-Road's own");
        }
        registrar.register(service);
        return Reply.json(summary(service));
    }

    private static Map<String, Object> summary(Service service) {
        var summary = new LinkedHashMap<String, Object>();
        summary.put("id", service.id().toString());
        summary.put("baseUrl", service.base().toString());
        summary.put("fields", service.fields());
        service.subject()
                .ifPresent(
                        subject ->
                                summary.put("subject", subject.in().name() + " " + subject.at()));
        summary.put("timeoutSeconds", service.patience().toSeconds());
        summary.put("enabled", service.enabled());
        return summary;
    }
}
