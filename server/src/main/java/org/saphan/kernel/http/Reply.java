package org.saphan.kernel.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.Problem;

/// What a handler answers, whole.
public record Reply(int status, List<Header> headers, Bytes body) {

    public Reply {
        headers = List.copyOf(headers);
    }

    public static Reply json(Object value) {
        return bytes("application/json", Json.write(value));
    }

    public static Reply text(String text) {
        return bytes("text/plain; charset=utf-8", Bytes.utf8(text));
    }

    public static Reply bytes(String contentType, Bytes body) {
        return new Reply(200, List.of(new Header("Content-Type", contentType)), body);
    }

    public static Reply empty(int status) {
        return new Reply(status, List.of(), Bytes.empty());
    }

    /// RFC 9457. The id is the request's, which the operator finds in the log.
    public static Reply problem(Problem problem, UUID requestId) {
        var kind = problem.kind();
        var body = new LinkedHashMap<String, Object>();
        body.put("type", kind.type());
        body.put("title", kind.english());
        body.put("title_th", kind.thai());
        body.put("status", kind.status());
        body.put("detail", problem.detail());
        body.put("instance", "urn:uuid:" + requestId);
        var reply = bytes("application/problem+json", Json.write(body)).status(kind.status());
        return problem.retryAfter()
                .map(wait -> Math.max(1, wait.plusMillis(999).toSeconds()))
                .map(seconds -> reply.header("Retry-After", Long.toString(seconds)))
                .orElse(reply);
    }

    public Reply status(int other) {
        return new Reply(other, headers, body);
    }

    public Reply header(String name, String value) {
        var more = new ArrayList<>(headers);
        more.removeIf(header -> header.is(name));
        more.add(new Header(name, value));
        return new Reply(status, more, body);
    }
}
