package org.saphan.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.Bytes;
import org.saphan.exchange.OpenApi.Endpoint;
import org.saphan.kernel.Problem;

class OpenApiTest {

    private static final String YAML =
            """
            openapi: 3.1.0
            info: {title: Motor, version: "1"}
            servers:
              - url: https://motor.inside.example.test:8443/api
              - url: https://{zone}.inside.example.test/{base}/v2
                variables:
                  zone: {default: secret-zone}
                  base: {default: api}
            paths:
              /v1/vehicles/{plate}:
                servers: [{url: "http://10.1.2.3/x"}]
                get:
                  servers: [{url: "//10.1.2.4"}]
                  responses:
                    "200":
                      description: ok
                      links:
                        next: {operationId: n, server: {url: "http://10.1.2.5:1/y"}}
                delete: {responses: {}}
                parameters: []
              /v1/vehicles:
                post: {responses: {}}
            """;

    private static OpenApi parse(String text) {
        return OpenApi.parse(Bytes.utf8(text));
    }

    @Test
    void no_host_of_the_agency_is_left() {
        var text = parse(YAML).document().text();
        assertThat(text)
                .doesNotContain("inside", "10.1.2", "secret-zone", "8443")
                .contains("/api", "/{base}/v2", "/x", "/y");
        assertThat(parse(text).document().text()).isEqualTo(text);
    }

    @Test
    void its_endpoints_are_listed_as_x_road_writes_them() {
        assertThat(parse(YAML).endpoints())
                .containsExactly(
                        new Endpoint("GET", "/v1/vehicles/*"),
                        new Endpoint("DELETE", "/v1/vehicles/*"),
                        new Endpoint("POST", "/v1/vehicles"));
        assertThat(parse(YAML).type()).isEqualTo("application/yaml");
    }

    @Test
    void json_stays_json() {
        var openapi =
                parse(
                        "{\"openapi\": \"3.0.3\", \"servers\": [{\"url\": \"http://h/\"}],"
                                + " \"paths\": {\"/a\": {\"get\": {}}}}");
        assertThat(openapi.type()).isEqualTo("application/json");
        assertThat(openapi.document().text()).contains("\"url\":\"/\"");
        assertThat(openapi.endpoints()).containsExactly(new Endpoint("GET", "/a"));
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({
        "https://h.example.test, /",
        "https://h.example.test/, /",
        "http://h:8080/a/b, /a/b",
        "//h/a, /a",
        "{scheme}://h/a, /a",
        "https://user:secret@h/a, /a",
        "/a, /a",
        "../a, ../a",
        "https://h?x=y, ?x=y"
    })
    void of_a_server_only_the_path_is_told(String url, String told) {
        var text = "{\"openapi\": \"3.1.0\", \"servers\": [{\"url\": \"" + url + "\"}]}";
        assertThat(parse(text).document().text()).contains("\"url\":\"" + told + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{",
                "text",
                "openapi: 2.0",
                "swagger: \"2.0\"",
                "{\"openapi\": 3}",
                "openapi: [3.1.0",
                "\u0000"
            })
    void what_is_no_description_is_refused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        Problem.class, e -> assertThat(e.kind()).isEqualTo(Problem.Kind.MALFORMED));
    }

    @Test
    void too_large_or_too_deep_is_refused() {
        assertThatThrownBy(() -> parse("openapi: 3.1.0\nx: " + "a".repeat(OpenApi.LARGEST)))
                .isInstanceOf(Problem.class);
        var deep = "{\"openapi\": \"3.1.0\", \"x\": " + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        assertThatThrownBy(() -> parse(deep)).isInstanceOf(Problem.class);
    }
}
