package org.saphan.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One site as its operator has it: the configuration, and what the file says about its doors.
///
/// @param config the configuration file
record Site(Path config) {

    private JsonNode read() {
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port(String listener) {
        return read().path("listeners").path(listener).asInt();
    }

    String url(String listener) {
        return "http://127.0.0.1:" + port(listener);
    }

    Path directory() {
        return config.resolveSibling(read().path("data").asString());
    }

    /// As whoever can read the operator's key.
    Call operations(String path) {
        try {
            var key = Files.readString(directory().resolve("keys/operator.key")).strip();
            return Call.get(url("operations") + path).with("Authorization", "Bearer " + key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode status() {
        return operations("/api/v1/status").send().json();
    }

    long leaves() {
        return status().path("leaves").asLong();
    }

    /// The value of one line of `/metrics`, 0 when it is not there.
    double metric(String series) {
        var line = Pattern.compile("(?m)^" + Pattern.quote(series) + " ([0-9.E+-]+)$");
        var scraped = Call.get(url("operations") + "/metrics").send().text();
        var match = line.matcher(scraped);
        return match.find() ? Double.parseDouble(match.group(1)) : 0;
    }

    double openConnections(String listener) {
        return metric("saphan_connections{listener=\"" + listener + "\"}");
    }

    boolean isWell() {
        try {
            return Call.get(url("operations") + "/health").trySend().status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
