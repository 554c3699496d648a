package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The X-Road REST door as a client sees it that was written for X-Road.
@ExtendWith(WithDemo.class)
final class XRoadDoorTest {

    private static final int LARGEST = 8 << 20;

    private final RunningDemo demo;
    private final EchoExchange echo;

    XRoadDoorTest(RunningDemo demo) {
        this.demo = demo;
        this.echo = demo.echo();
    }

    @Test
    void the_message_id_of_the_caller_comes_back() {
        var answer = demo.example().with("X-Road-Id", "counter-7/2569").send();

        assertThat(answer.header("X-Road-Id")).isEqualTo("counter-7/2569");
    }

    @Test
    void a_missing_message_id_is_made_by_the_node() {
        assertThat(demo.example().send().header("X-Road-Id"))
                .matches("TH-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    @Test
    void the_request_id_is_fresh_whatever_the_caller_sends() {
        var ids = new HashSet<String>();
        for (int i = 0; i < 5; i++) {
            ids.add(
                    demo.example()
                            .with("X-Road-Request-Id", "mine")
                            .send()
                            .header("X-Road-Request-Id"));
        }
        assertThat(ids).hasSize(5).doesNotContain("mine");
    }

    @Test
    void the_request_hash_is_of_88_characters_and_never_the_same() {
        var first = demo.example().send().header("X-Road-Request-Hash");
        var second = demo.example().send().header("X-Road-Request-Hash");

        assertThat(first).hasSize(88).matches("[A-Za-z0-9+/]{86}==");
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void client_and_service_are_named_in_the_answer() {
        var answer = demo.example().send();

        assertThat(answer.header("X-Road-Client")).isEqualTo("TH/GOV/DLT/tax");
        assertThat(answer.header("X-Road-Service")).isEqualTo("TH/GOV/OIC/motor/cmi-check");
        assertThat(answer.maybe("X-Road-Error")).isEmpty();
    }

    @Test
    void the_service_sees_the_callers_headers_and_none_of_its_secrets() {
        var seen =
                echo.call()
                        .with("X-Custom", "stays")
                        .with("Authorization", "Basic Zm9yZWlnbg==")
                        .with("User-Agent", "counter/1")
                        .with("X-Road-Issue", "case-1")
                        .with("X-Road-Represented-Party", "COM/1234")
                        .with("X-Road-Request-Id", "mine")
                        .with("X-Road-Request-Hash", "mine")
                        .with("Saphan-Receipt", "mine")
                        .with("TE", "trailers")
                        .with("Keep-Alive", "timeout=9")
                        .send()
                        .json()
                        .path("headers");

        assertThat(seen.path("x-custom").asString()).isEqualTo("stays");
        assertThat(seen.path("authorization").asString()).isEqualTo("Basic Zm9yZWlnbg==");
        assertThat(seen.path("x-road-issue").asString()).isEqualTo("case-1");
        assertThat(seen.path("x-road-represented-party").asString()).isEqualTo("COM/1234");
        assertThat(seen.path("x-road-client").asString()).isEqualTo("TH/GOV/DLT/tax");
        assertThat(seen.path("x-road-userid").asString()).isEqualTo("9000000000012");
        assertThat(seen.path("x-road-request-id").asString()).isNotEmpty().isNotEqualTo("mine");
        assertThat(seen.propertyNames())
                .doesNotContain(
                        "saphan-key",
                        "x-road-request-hash",
                        "saphan-receipt",
                        "te",
                        "keep-alive",
                        "user-agent",
                        "saphan-statement",
                        "saphan-seal",
                        "saphan-salts");
    }

    @Test
    void the_caller_sees_the_services_headers_and_no_forged_ones() {
        var answer = echo.call().send();

        assertThat(answer.header("X-Custom-Answer")).isEqualTo("stays");
        assertThat(answer.maybe("Keep-Alive")).isEmpty();
        assertThat(answer.maybe("Server")).isEmpty();
        assertThat(answer.maybe("X-Road-Error")).isEmpty();
        assertThat(answer.receipt()).isNotEqualTo("forged");
    }

    @Test
    void the_services_own_error_passes_without_x_road_error() {
        var answer = echo.at("/v1/things/teapot").send();

        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.maybe("X-Road-Error")).isEmpty();
        assertThat(demo.receipts().first(answer.receipt()).section("leaf").text())
                .contains("\nstatus: 418\n");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET, /v1/things/1, 0",
        "POST, /v1/things, 11",
        "PUT, /v1/things/1, 11",
        "PATCH, /v1/things/1, 11",
        "DELETE, /v1/things/1, 0"
    })
    void every_granted_method_reaches_the_service(String method, String path, int length) {
        var answer =
                echo.at(path)
                        .method(method)
                        .body(
                                "{\"a\": true}"
                                        .substring(11 - length)
                                        .getBytes(StandardCharsets.UTF_8))
                        .send();

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("method").asString()).isEqualTo(method);
        assertThat(answer.json().path("length").asInt()).isEqualTo(length);
    }

    @Test
    void a_notice_of_a_paid_tax_is_granted() {
        var target =
                demo.example().url().toString().replaceFirst("/v1/vehicles/.*", "/v1/tax-payments");
        var notice =
                """
                {"plate": "1กก1234", "province": "10", "paidAt": "2026-11-25T10:00:00+07:00",
                 "receiptNumber": "T-1"}
                """;
        var answer =
                demo.example()
                        .method("POST")
                        .url(target)
                        .with("Content-Type", "application/json")
                        .body(notice.getBytes(StandardCharsets.UTF_8))
                        .send();

        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        assertThat(answer.json().path("receiptNumber").asString()).isEqualTo("T-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void a_method_that_the_agreement_does_not_grant_is_refused(String method) {
        var answer = demo.example().method(method).send();

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("X-Road-Error")).isEqualTo("server.serverproxy.access_denied");
        assertThat(answer.reason()).isEqualTo("endpoint_not_granted");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/v1/things",
                "/v1/things/",
                "/v1/things/1/more",
                "/v1/things%2F1",
                "/v1//things/1",
                "/V1/things/1",
                "/v1/things/1/"
            })
    void a_path_beside_the_granted_ones_never_reaches_the_service(String path) {
        int before = echo.service().asked();

        var answer = echo.at(path).send();

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.reason()).isEqualTo("endpoint_not_granted");
        assertThat(echo.service().asked()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/v1/things/a%20b",
                "/v1/things/a%2Fb",
                "/v1/things/%7B%22%7D",
                "/v1/things/%E0%B8%81%E0%B8%82",
                "/v1/things/a+b?q=%E0%B8%81&q=2&empty="
            })
    void the_service_sees_path_and_query_as_the_caller_wrote_them(String path) {
        var answer = echo.at(path).send();

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("target").asString()).isEqualTo(path);
    }

    @Test
    void a_thai_plate_is_found_by_its_percent_encoding() {
        var plate = URLEncoder.encode("1กก1234", StandardCharsets.UTF_8);
        assertThat(demo.example().url().toString()).contains(plate);
        var lower =
                demo.example()
                        .url()
                        .toString()
                        .replace(plate, plate.toLowerCase(java.util.Locale.ROOT));

        assertThat(demo.example().url(lower).send().json().path("plate").asString())
                .isEqualTo("1กก1234");
    }

    @Test
    void without_a_purpose_the_systems_own_applies() {
        var answer = demo.example().without("Saphan-Purpose").send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(request(answer).value("purpose")).isEqualTo("vehicle-tax");
    }

    @Test
    void an_unknown_purpose_is_refused_and_not_written_down() {
        var answer = demo.example().with("Saphan-Purpose", "curiosity-about-9000000000012").send();

        assertThat(answer.reason()).isEqualTo("purpose_not_granted");
        assertThat(demo.receipts().first(answer.receipt()).text())
                .doesNotContain("curiosity", "9000000000012");
    }

    @Test
    void saphan_agreement_picks_one_of_several() {
        var statistics = echo.call().with("Saphan-Purpose", "official-statistics");

        assertThat(request(echo.call().send()).value("agreement")).isEqualTo(EchoExchange.FIRST);
        assertThat(request(statistics.send()).value("agreement")).isEqualTo(EchoExchange.SECOND);
        assertThat(
                        request(statistics.with("Saphan-Agreement", EchoExchange.SECOND).send())
                                .value("agreement"))
                .isEqualTo(EchoExchange.SECOND);
        assertThat(statistics.with("Saphan-Agreement", EchoExchange.FIRST).send().reason())
                .isEqualTo("purpose_not_granted");
        assertThat(echo.call().with("Saphan-Agreement", "dsa-of-somebody-else").send().reason())
                .isEqualTo("no_agreement");
    }

    @Test
    void a_person_is_required_where_the_agreement_says_so() {
        var answer = demo.example().without("X-Road-UserId").send();

        assertThat(answer.reason()).isEqualTo("person_required");
        assertThat(answer.json().path("message").asString()).contains("X-Road-UserId");
        assertThat(echo.call().without("X-Road-UserId").send().status()).isEqualTo(200);
    }

    @Test
    void a_body_of_8_mib_passes_and_one_byte_more_is_refused() {
        var post = echo.at("/v1/things").method("POST");

        assertThat(post.body(new byte[LARGEST]).send().json().path("length").asInt())
                .isEqualTo(LARGEST);
        int before = echo.service().asked();
        var refused = post.body(new byte[LARGEST + 1]).send();
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.header("X-Road-Error")).isEqualTo("server.clientproxy.io_error");
        assertThat(echo.service().asked()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "TH/GOV/OIC/motor/no-such, server.serverproxy.unknown_service, unknown_service",
        "TH/GOV/OIC/no-such/cmi-check, server.clientproxy.unknown_member, unknown_member",
        "TH/GOV/NOBODY/motor/cmi-check, server.clientproxy.unknown_member, unknown_member"
    })
    void what_is_not_registered_is_unknown_and_leaves_a_receipt(
            String service, String code, String reason) {
        var answer =
                demo.example().url(demo.consumer().url("systems") + "/r1/" + service + "/x").send();

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("X-Road-Error")).isEqualTo(code);
        assertThat(answer.reason()).isEqualTo(reason);
        assertThat(
                        demo.receipts()
                                .first(answer.receipt())
                                .section("leaf")
                                .section("outcome")
                                .value("reason"))
                .isEqualTo(reason);
    }

    @Test
    void a_key_speaks_for_its_own_system_alone() {
        var answer = demo.example().with("X-Road-Client", "TH/GOV/OIC/motor").send();

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("X-Road-Error"))
                .isEqualTo("server.clientproxy.ssl_authentication_failed");
        assertThat(answer.reason()).isEqualTo("client_mismatch");
        assertThat(request(answer).value("consumer")).isEqualTo("TH/GOV/DLT/tax");
    }

    private Receipt request(Answer answer) {
        return demo.receipts().first(answer.receipt()).section("leaf").section("request");
    }
}
