package org.saphan.agreements;

import java.util.Arrays;
import java.util.List;
import org.saphan.evidence.AgreementText.Endpoint;

/// `GET /v1/vehicles/{plate}`, matched against decoded segments and never against a re-joined path:
/// an encoded slash inside a segment stays inside it.
record PathTemplate(String method, List<String> segments) {

    static PathTemplate of(Endpoint endpoint) {
        var template = endpoint.template();
        var segments =
                template.equals("/")
                        ? List.of("")
                        : Arrays.asList(template.substring(1).split("/", -1));
        return new PathTemplate(endpoint.method(), List.copyOf(segments));
    }

    String text() {
        return method + " /" + String.join("/", segments);
    }

    boolean matches(String asked, List<String> decoded) {
        if (!method.equals(asked) || segments.size() != decoded.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            var wanted = segments.get(i);
            var given = decoded.get(i);
            boolean fits = wanted.startsWith("{") ? !given.isEmpty() : wanted.equals(given);
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
