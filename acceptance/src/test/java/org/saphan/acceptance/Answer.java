package org.saphan.acceptance;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What came back for a [Call].
final class Answer {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpResponse<byte[]> response;

    Answer(HttpResponse<byte[]> response) {
        this.response = response;
    }

    int status() {
        return response.statusCode();
    }

    Optional<String> maybe(String header) {
        return response.headers().firstValue(header);
    }

    String header(String name) {
        return maybe(name).orElseThrow(() -> new AssertionError("no " + name + " in " + this));
    }

    String receipt() {
        return header("Saphan-Receipt");
    }

    byte[] body() {
        return response.body();
    }

    String text() {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
        return JSON.readTree(response.body());
    }

    /// The reason's word, with which `detail` begins on the X-Road door.
    String reason() {
        var detail = json().path("detail").asString();
        return detail.substring(0, Math.max(0, detail.indexOf(':')));
    }

    @Override
    public String toString() {
        return status() + " " + response.headers().map() + " " + text();
    }
}
