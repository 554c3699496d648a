package org.saphan.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// One HTTP call, as `demo.json` has it or as a test changes it.
final class Call {

    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final String method;
    private final URI url;
    private final Map<String, String> headers;
    private final byte[] body;
    private final HttpClient client;

    private Call(
            String method, URI url, Map<String, String> headers, byte[] body, HttpClient client) {
        this.method = method;
        this.url = url;
        this.headers = headers;
        this.body = body;
        this.client = client;
    }

    static Call get(String url) {
        return new Call("GET", URI.create(url), Map.of(), new byte[0], HTTP);
    }

    /// `{"method", "url", "headers"}`.
    static Call of(JsonNode example) {
        var headers = new LinkedHashMap<String, String>();
        example.path("headers")
                .properties()
                .forEach(header -> headers.put(header.getKey(), header.getValue().asString()));
        return new Call(
                example.path("method").asString(),
                URI.create(example.path("url").asString()),
                headers,
                new byte[0],
                HTTP);
    }

    Call method(String other) {
        return new Call(other, url, headers, body, client);
    }

    Call url(String other) {
        return new Call(method, URI.create(other), headers, body, client);
    }

    Call with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Call(method, url, more, body, client);
    }

    Call without(String name) {
        var fewer = new LinkedHashMap<>(headers);
        fewer.remove(name);
        return new Call(method, url, fewer, body, client);
    }

    Call body(byte[] content) {
        return new Call(method, url, headers, content.clone(), client);
    }

    /// Over another client's connections, for example with a certificate.
    Call through(HttpClient other) {
        return new Call(method, url, headers, body, other);
    }

    URI url() {
        return url;
    }

    String header(String name) {
        var value = headers.get(name);
        if (value == null) {
            throw new AssertionError("the call has no header " + name);
        }
        return value;
    }

    Map<String, String> headers() {
        return headers;
    }

    Answer send() {
        try {
            return trySend();
        } catch (IOException e) {
            throw new AssertionError(method + " " + url, e);
        }
    }

    /// For callers who expect the other side to die.
    Answer trySend() throws IOException {
        var request =
                HttpRequest.newBuilder(url)
                        .timeout(Duration.ofSeconds(70))
                        .method(
                                method,
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            return new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
