package org.saphan.kernel.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Problem;

/// One request, whole. Facts that a handler states about it stand in its log line.
public final class Request {

    private final UUID id;
    private final String method;
    private final String rawTarget;
    private final List<Header> headers;
    private final Bytes body;
    private final List<X509Certificate> peerCertificates;
    private final Map<String, String> pathParameters;
    private final Map<String, String> facts;

    /// @param rawTarget        path and query exactly as received
    /// @param peerCertificates of the other side of mutual TLS, its own first; empty without
    public Request(
            UUID id,
            String method,
            String rawTarget,
            List<Header> headers,
            Bytes body,
            List<X509Certificate> peerCertificates) {
        this(
                id,
                method,
                rawTarget,
                List.copyOf(headers),
                body,
                List.copyOf(peerCertificates),
                Map.of(),
                new LinkedHashMap<>());
    }

    private Request(
            UUID id,
            String method,
            String rawTarget,
            List<Header> headers,
            Bytes body,
            List<X509Certificate> peerCertificates,
            Map<String, String> pathParameters,
            Map<String, String> facts) {
        this.id = id;
        this.method = method;
        this.rawTarget = rawTarget;
        this.headers = headers;
        this.body = body;
        this.peerCertificates = peerCertificates;
        this.pathParameters = pathParameters;
        this.facts = facts;
    }

    Request withPath(Map<String, String> parameters) {
        return new Request(
                id, method, rawTarget, headers, body, peerCertificates, parameters, facts);
    }

    public UUID id() {
        return id;
    }

    public String method() {
        return method;
    }

    public String rawTarget() {
        return rawTarget;
    }

    String rawPath() {
        int question = rawTarget.indexOf('?');
        return question < 0 ? rawTarget : rawTarget.substring(0, question);
    }

    public List<Header> headers() {
        return headers;
    }

    /// The first one of this name.
    public Optional<String> header(String name) {
        return headers.stream().filter(header -> header.is(name)).map(Header::value).findFirst();
    }

    public Bytes body() {
        return body;
    }

    public List<X509Certificate> peerCertificates() {
        return peerCertificates;
    }

    /// What stands in the place of `{name}` in the route. Asking for another name is a bug.
    public String path(String name) {
        return Optional.ofNullable(pathParameters.get(name)).orElseThrow();
    }

    public Optional<String> query(String name) {
        int question = rawTarget.indexOf('?');
        if (question < 0) {
            return Optional.empty();
        }
        for (var pair : rawTarget.substring(question + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(name)) {
                return Optional.of(decoded(name, pair.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    private static String decoded(String name, String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "the query parameter " + name + " is not correctly percent-encoded");
        }
    }

    /// States something for the request's one log line. Never a target, a body, a person or a key.
    public void fact(String name, String value) {
        facts.put(name, value);
    }

    Map<String, String> facts() {
        return facts;
    }
}
