package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// X-Road's metaservices, as a client written for X-Road asks them.
@ExtendWith(WithDemo.class)
final class MetaservicesTest {

    private static final String OPENAPI =
            """
            openapi: 3.0.3
            info: {title: Echo, version: "1"}
            servers: [{url: "http://10.9.8.7:1234/inside"}]
            paths:
              /v1/things/{thing}: {get: {responses: {}}, delete: {responses: {}}}
              /v1/hidden: {get: {responses: {}}}
            """;

    private final RunningDemo demo;
    private final EchoExchange echo;

    MetaservicesTest(RunningDemo demo) {
        this.demo = demo;
        this.echo = demo.echo();
    }

    private Call ask(String code) {
        return echo.call().url(demo.consumer().url("systems") + "/r1/TH/GOV/OIC/motor/" + code);
    }

    private void describe() throws IOException {
        var file = Files.writeString(demo.directory().resolve("echo.yaml"), OPENAPI);
        Saphan.said(
                "service",
                "describe",
                "--config",
                demo.provider().config(),
                EchoExchange.SERVICE,
                file);
    }

    private static JsonNode service(JsonNode answer, String code) {
        return StreamSupport.stream(answer.path("service").spliterator(), false)
                .filter(service -> service.path("service_code").asString().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + code + " in " + answer));
    }

    private static List<String> endpoints(JsonNode service) {
        return StreamSupport.stream(service.path("endpoint_list").spliterator(), false)
                .map(e -> e.path("method").asString() + " " + e.path("path").asString())
                .sorted()
                .toList();
    }

    @Test
    void members_and_systems_are_listed_in_json_for_who_asks_for_it() {
        var url = demo.consumer().url("systems") + "/listClients";
        var answer = Call.get(url + "?xRoadInstance=TH").with("Accept", "application/json").send();

        assertThat(answer.status()).isEqualTo(200);
        var ids =
                StreamSupport.stream(answer.json().path("member").spliterator(), false)
                        .map(member -> member.path("id"))
                        .map(id -> id.path("object_type").asString() + " " + named(id))
                        .toList();
        assertThat(ids)
                .contains("MEMBER TH/GOV/OIC", "MEMBER TH/GOV/DLT", "SUBSYSTEM TH/GOV/OIC/motor");
        assertThat(Call.get(url + "?xRoadInstance=EE").send().status()).isEqualTo(500);
    }

    private static String named(JsonNode id) {
        var system = id.path("subsystem_code").asString("");
        return String.join(
                        "/",
                        id.path("xroad_instance").asString(),
                        id.path("member_class").asString(),
                        id.path("member_code").asString())
                + (system.isEmpty() ? "" : "/" + system);
    }

    @Test
    void and_in_xml_for_everybody_else() {
        var answer = Call.get(demo.consumer().url("systems") + "/listClients").send();

        assertThat(answer.header("Content-Type")).isEqualTo("text/xml; charset=UTF-8");
        assertThat(answer.text())
                .contains("<id:memberCode>OIC</id:memberCode>", "id:objectType=\"SUBSYSTEM\"");
    }

    @Test
    void a_systems_services_are_listed_with_what_their_descriptions_name() throws IOException {
        describe();
        var answer = ask("listMethods").send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Road-Client")).isEqualTo("TH/GOV/DLT/tax");
        var described = service(answer.json(), "echo");
        assertThat(described.path("object_type").asString()).isEqualTo("SERVICE");
        assertThat(described.path("service_type").asString()).isEqualTo("OPENAPI");
        assertThat(endpoints(described))
                .containsExactly("DELETE /v1/things/*", "GET /v1/hidden", "GET /v1/things/*");
        assertThat(answer.maybe("Saphan-Receipt")).isEmpty();
        assertThat(answer.maybe("Saphan-Key")).isEmpty();
    }

    @Test
    void what_the_caller_may_call_is_what_its_agreements_grant() throws IOException {
        describe();
        var allowed = service(ask("allowedMethods").send().json(), "echo");
        assertThat(endpoints(allowed))
                .containsExactly(
                        "DELETE /v1/things/*",
                        "GET /v1/things/*",
                        "PATCH /v1/things/*",
                        "POST /v1/things",
                        "PUT /v1/things/*");
    }

    @Test
    void a_description_comes_without_the_agencys_hosts() throws IOException {
        describe();
        var answer = ask("getOpenAPI?serviceCode=echo").send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(answer.text()).contains("/v1/things/{thing}", "/inside").doesNotContain("10.9");
    }

    @Test
    void questions_that_have_no_answer_are_refused_in_words() {
        assertThat(detail(ask("getOpenAPI"))).startsWith("invalid_metarequest");
        assertThat(detail(ask("getOpenAPI?serviceCode=cmi-check"))).startsWith("no_description");
        assertThat(detail(ask("getOpenAPI?serviceCode=none"))).startsWith("unknown_service");
        assertThat(detail(ask("listMethods").without("Saphan-Key"))).startsWith("unproved_caller");
        assertThat(detail(ask("listMethods").with("X-Road-Client", "TH/GOV/DLT/other")))
                .startsWith("client_mismatch");
        var nobody = demo.consumer().url("systems") + "/r1/TH/GOV/NONE/x/listMethods";
        assertThat(detail(echo.call().url(nobody))).startsWith("unknown_member");
    }

    private static String detail(Call call) {
        var answer = call.send();
        assertThat(answer.status()).isEqualTo(500);
        return answer.json().path("detail").asString();
    }

    @Test
    void only_get_and_only_the_bare_name_is_a_metaservice() {
        assertThat(detail(ask("listMethods").method("POST"))).startsWith("unknown_service");
        assertThat(detail(ask("listMethods/x"))).startsWith("unknown_service");
    }

    @Test
    void the_named_site_must_host_the_provider() {
        var call = echo.call();
        assertThat(call.with("X-Road-Security-Server", "TH/GOV/OIC/oic").send().status())
                .isEqualTo(200);
        for (var wrong : List.of("TH/GOV/DLT/dlt", "TH/GOV/DLT/oic", "TH/GOV/OIC/dlt", "oic", "")) {
            var refused = call.with("X-Road-Security-Server", wrong).send();
            assertThat(refused.json().path("type").asString())
                    .isEqualTo("server.clientproxy.invalid_security_server");
            assertThat(refused.receipt()).isNotEmpty();
        }
    }

    @Test
    void a_represented_party_is_passed_on() {
        var call = echo.call();
        for (var party : List.of("COM/1234567", "1234567")) {
            var answer = call.with("X-Road-Represented-Party", party).send();
            assertThat(answer.json().path("headers").path("x-road-represented-party").asString())
                    .isEqualTo(party);
        }
        assertThat(detail(call.with("X-Road-Represented-Party", "a/b/c")))
                .startsWith("malformed_request");
    }

    @Test
    void a_client_that_accepts_xml_is_refused_in_xml() {
        var answer = echo.call().with("Accept", "text/xml").with("Saphan-Purpose", "none").send();

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("Content-Type")).startsWith("text/xml");
        assertThat(answer.text())
                .startsWith("<error><type>server.serverproxy.access_denied</type><message>")
                .endsWith("</detail></error>");
    }
}
