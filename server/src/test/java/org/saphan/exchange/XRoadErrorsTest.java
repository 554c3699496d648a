package org.saphan.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.saphan.kernel.Json;
import org.saphan.kernel.http.Reply;

class XRoadErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "INVALID_CLIENT, Server.ClientProxy.InvalidClientIdentifier",
        "MALFORMED_REQUEST, Server.ClientProxy.InternalError",
        "UNKNOWN_MEMBER, Server.ClientProxy.UnknownMember",
        "UNPROVED_CALLER, Server.ClientProxy.SslAuthenticationFailed",
        "UNKNOWN_SERVICE, Server.ServerProxy.UnknownService",
        "NO_AGREEMENT, Server.ServerProxy.AccessDenied",
        "SERVICE_DISABLED, Server.ServerProxy.ServiceDisabled",
        "SERVICE_FAILED, Server.ServerProxy.NetworkError",
        "SERVICE_SLOW, Server.ServerProxy.IOError",
        "BODY_TOO_LARGE, Server.ClientProxy.IOError",
        "INCONSISTENT_RESPONSE, Server.ClientProxy.InconsistentResponse"
    })
    void in_7_7_codes_are_spelt_in_camel_case(Reason reason, String code) {
        assertThat(XRoadErrors.V7_7.code(reason)).isEqualTo(code);
        assertThat(XRoadErrors.V7_8.code(reason)).isEqualTo(reason.code());
    }

    @ParameterizedTest
    @EnumSource
    void every_reason_has_a_code_of_either_spelling(Reason reason) {
        assertThat(XRoadErrors.V7_7.code(reason)).matches("[A-Z][A-Za-z]+(\\.[A-Z][A-Za-z]+)+");
        assertThat(XRoadErrors.V7_8.code(reason)).matches("[a-z]+(\\.[a-z_]+)+");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    x/y                                       | application/json
                    application/json                           | application/json
                    text/xml                                   | text/xml; charset=utf-8
                    application/xml                            | application/xml; charset=utf-8
                    text/*                                     | text/xml; charset=utf-8
                    application/json, text/xml;q=0.1           | text/xml; charset=utf-8
                    application/xml, text/xml                  | application/xml; charset=utf-8
                    TEXT/XML                                   | text/xml; charset=utf-8
                    text/html                                  | application/json
                    application/xhtml+xml                      | application/json
                    ,,;;                                       | application/json
                    """)
    void accept_chooses_the_shape(String accept, String type) {
        var reply = error(Optional.of(accept));
        assertThat(
                        reply.headers().stream()
                                .filter(h -> h.is("Content-Type"))
                                .findFirst()
                                .orElseThrow()
                                .value())
                .isEqualTo(type);
    }

    private static Reply error(Optional<String> accept) {
        return XRoadErrors.V7_8.reply(new Refused(Reason.NO_AGREEMENT), "one-id", accept);
    }

    @Test
    void both_shapes_say_the_same() {
        var json = Json.tree(error(Optional.empty()).body());
        var xml = error(Optional.of("text/xml")).body().text();
        assertThat(xml)
                .isEqualTo(
                        "<error><type>%s</type><message>%s</message><detail>%s</detail></error>"
                                .formatted(
                                        json.path("type").asString(),
                                        json.path("message").asString(),
                                        json.path("detail").asString()));
    }

    @Test
    void text_that_is_markup_is_escaped() {
        var xml = new StringBuilder();
        Xml.element(xml, "a b=\"c\"", "<&>\"ก");
        assertThat(xml.toString()).isEqualTo("<a b=\"c\">&lt;&amp;&gt;&quot;ก</a>");
    }
}
