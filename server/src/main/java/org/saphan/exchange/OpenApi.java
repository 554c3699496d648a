package org.saphan.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// An OpenAPI 3 description of a service, as others may see it: where the service listens inside the
/// agency is cut out before anything is kept.
///
/// @param type its media type, `application/json` or `application/yaml`
record OpenApi(String type, Bytes document, List<Endpoint> endpoints) {

    /// A method and a path of X-Road's kind, in which `*` stands for one segment.
    record Endpoint(String method, String path) {}

    static final int LARGEST = 1 << 20;

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    /// Everything before the path of an absolute URL; a variable may stand anywhere in it.
    private static final Pattern ORIGIN =
            Pattern.compile("^(?:[A-Za-z{][A-Za-z0-9+.{}-]*:)?//[^/?#]*");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final YAMLMapper YAML =
            YAMLMapper.builder(
                            YAMLFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(200)
                                                    .build())
                                    .build())
                    .build();

    OpenApi {
        endpoints = List.copyOf(endpoints);
    }

    /// Reads JSON or YAML, whichever it is, and gives back the same kind.
    static OpenApi parse(Bytes text) {
        if (text.size() > LARGEST) {
            throw malformed("it may have at most " + LARGEST + " bytes");
        }
        boolean isJson = text.text().stripLeading().startsWith("{");
        ObjectMapper mapper = isJson ? JSON : YAML;
        try {
            if (!(mapper.readTree(text.unsafe()) instanceof ObjectNode root)
                    || !root.path("openapi").asString("").startsWith("3.")) {
                throw malformed("it has no openapi: 3.x");
            }
            var endpoints = endpoints(root.path("paths"));
            withoutOrigins(root);
            return new OpenApi(
                    isJson ? "application/json" : "application/yaml",
                    Bytes.owning(mapper.writeValueAsBytes(root)),
                    endpoints);
        } catch (JacksonException e) {
            throw malformed("it is neither JSON nor YAML");
        }
    }

    private static Problem malformed(String why) {
        return new Problem(Problem.Kind.MALFORMED, "this is no OpenAPI 3 description: " + why);
    }

    private static List<Endpoint> endpoints(JsonNode paths) {
        var endpoints = new ArrayList<Endpoint>();
        paths.properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .propertyNames()
                                        .forEach(
                                                method -> {
                                                    if (METHODS.contains(method)) {
                                                        endpoints.add(
                                                                endpoint(method, path.getKey()));
                                                    }
                                                }));
        return endpoints;
    }

    private static Endpoint endpoint(String method, String path) {
        return new Endpoint(method.toUpperCase(Locale.ROOT), globbed(path));
    }

    /// `/v1/vehicles/{plate}` is `/v1/vehicles/*`.
    static String globbed(String template) {
        return template.replaceAll("\\{[^/}]*}", "*");
    }

    /// Servers may be named for the whole, for a path, for an operation and for a link.
    private static void withoutOrigins(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.get("servers") instanceof ArrayNode servers) {
                servers.forEach(OpenApi::withoutOrigin);
            }
            if (object.get("server") instanceof ObjectNode server) {
                withoutOrigin(server);
            }
        }
        node.forEach(OpenApi::withoutOrigins);
    }

    private static void withoutOrigin(JsonNode server) {
        if (server instanceof ObjectNode object && object.get("url") instanceof JsonNode url) {
            var path = ORIGIN.matcher(url.asString("")).replaceFirst("");
            object.put("url", path.isEmpty() ? "/" : path);
            if (object.get("variables") instanceof ObjectNode variables) {
                // A variable of the host that is gone would show what hosts there are.
                variables.remove(
                        variables.propertyNames().stream()
                                .filter(name -> !path.contains("{" + name + "}"))
                                .toList());
            }
        }
    }
}
