package org.saphan.kernel.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Problem;

/// A listener's routes without its sockets: who asks gets what the listener would answer. A bug stays
/// an exception, so that a test sees it.
public final class TestDoor {

    private TestDoor() {}

    /// @param from the certificates of the caller; empty without mutual TLS
    public static Reply ask(
            Routes routes,
            String method,
            String target,
            List<Header> headers,
            Bytes body,
            List<X509Certificate> from) {
        var request = new Request(UUID.randomUUID(), method, target, headers, body, from);
        try {
            var match = routes.find(method, request.rawPath());
            return match.route().handler().answer(request.withPath(match.parameters()));
        } catch (Problem e) {
            return routes.shapeFor(request.rawPath()).reply(e, request.id());
        }
    }
}
