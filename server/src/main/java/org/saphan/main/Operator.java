package org.saphan.main;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.Problem;
import tools.jackson.databind.JsonNode;

/// The operator's hand: talks to a running site's operations listener.
final class Operator {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI base;
    private final OperatorKey key;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private Operator(URI base, OperatorKey key) {
        this.base = base;
        this.key = key;
    }

    static Operator of(Config config) {
        return new Operator(config.operations(), OperatorKey.read(config.keys()));
    }

    JsonNode get(String path) {
        return Json.tree(send(request(path).GET().build()));
    }

    String getText(String path) {
        return send(request(path).GET().build()).text();
    }

    JsonNode post(String path, Object body) {
        return Json.tree(postBytes(path, "application/json", Json.write(body)));
    }

    Bytes postBytes(String path, String contentType, Bytes body) {
        return send(
                request(path)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofByteArray(body.array()))
                        .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", key.authorization());
    }

    private Bytes send(HttpRequest request) {
        try {
            var response = http.send(request, BodyHandlers.ofByteArray());
            var body = Bytes.owning(response.body());
            if (response.statusCode() >= 300) {
                throw new Failure(said(response.statusCode(), body));
            }
            return body;
        } catch (IOException e) {
            throw new Failure(
                    "no site answers at " + base + "; start it with 'saphan serve --config FILE'");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    private static String said(int status, Bytes body) {
        try {
            var problem = Json.tree(body);
            return problem.path("title_th").asString("")
                    + " / "
                    + problem.path("title").asString("")
                    + "\n  "
                    + problem.path("detail").asString("")
                    + " ("
                    + status
                    + ")";
        } catch (Problem e) {
            return "the site answered " + status;
        }
    }
}
