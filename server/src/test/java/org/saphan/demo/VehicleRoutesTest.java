package org.saphan.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.Problem;

class VehicleRoutesTest {

    private final TaxPayments payments = new TaxPayments();
    private final VehicleRoutes service =
            new VehicleRoutes(
                    new Vehicles(2565),
                    payments,
                    Clock.fixed(Instant.parse("2026-11-25T03:00:00Z"), ZoneOffset.UTC));

    @Test
    void the_example_is_answered_with_everything_that_the_service_knows() {
        var answer = service.check("1กก1234", Optional.of("10"), Optional.of("car"));

        var json = Json.tree(Json.write(answer));
        assertThat(json.path("plate").asString()).isEqualTo("1กก1234");
        assertThat(json.path("status").asString()).isEqualTo("insured");
        assertThat(json.path("insurer").path("code").asString()).matches("X0[1-8]");
        assertThat(json.path("start").asString()).isLessThanOrEqualTo("2026-11-25");
        assertThat(json.path("end").asString()).isGreaterThan("2026-11-25");
        assertThat(json.path("owner").path("number").asString()).startsWith("9");
        assertThat(json.path("sample").asBoolean()).isTrue();
    }

    @Test
    void every_field_of_an_answer_stands_in_the_description() {
        var answer =
                Json.tree(
                        Json.write(service.check("1กก1234", Optional.of("10"), Optional.empty())));
        var schema =
                Json.tree(SampleService.openApi())
                        .path("components")
                        .path("schemas")
                        .path("Vehicle");
        assertThat(schema.path("properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(answer.propertyNames());
        schema.path("required").forEach(name -> assertThat(answer.has(name.asString())).isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "1กก1234,    ,   ,           MALFORMED",
        "1กก1234,    99, ,           MALFORMED",
        "1กก1234,    10, lorry,      MALFORMED",
        "1กก1234,    10, motorcycle, NOT_FOUND",
        "1กก1234,    11, ,           NOT_FOUND",
        "1กก1235,    10, ,           NOT_FOUND",
        "9ฮฮ9999,    10, ,           NOT_FOUND",
        "1ฃฅ1234,    10, ,           NOT_FOUND",
        "กขค9999,    10, ,           NOT_FOUND",
        "1กขค123,    10, ,           NOT_FOUND",
        "1กก12345,   10, ,           MALFORMED",
        "1กก0234,    10, ,           MALFORMED",
        "0กก1234,    10, ,           MALFORMED",
        "1AB1234,    10, ,           MALFORMED",
        "1กกกก1234,  10, ,           MALFORMED",
        "๑กก๑๒๓๔,    10, ,           MALFORMED",
        "1กก1234/..,  10, ,          MALFORMED",
        "%,          10, ,           MALFORMED",
    })
    void what_is_not_there_or_makes_no_sense_is_told_apart(
            String plate, String province, String type, Problem.Kind kind) {
        assertThatThrownBy(
                        () ->
                                service.check(
                                        plate,
                                        Optional.ofNullable(province),
                                        Optional.ofNullable(type)))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.kind()).isEqualTo(kind);
                            assertThat(problem.detail()).doesNotContain(plate);
                        });
    }

    @Test
    void a_plate_may_be_written_with_a_space_or_a_dash() {
        assertThat(service.check("1กก 1234", Optional.of("10"), Optional.empty()))
                .isEqualTo(service.check("1กก-1234", Optional.of("10"), Optional.empty()));
    }

    @Test
    void a_tax_payment_is_noted_once_however_often_it_is_sent() {
        var body =
                Bytes.utf8(
                        """
                        {"plate":"1กก1234","province":"10","paidAt":"2026-11-25T10:00:00+07:00",
                         "receiptNumber":"2569/000123"}
                        """);
        service.note(body);
        service.note(body);
        assertThat(payments.size()).isEqualTo(1);
    }

    @Test
    void only_the_newest_tax_payments_are_kept() {
        for (int i = 0; i < TaxPayments.KEPT + 10; i++) {
            payments.add(new TaxPayments.TaxPayment("1กก1234", "10", OffsetDateTime.MAX, "R" + i));
        }
        assertThat(payments.size()).isEqualTo(TaxPayments.KEPT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"plate\":\"1กก1234\",\"province\":\"10\",\"receiptNumber\":\"R1\"}",
                "{\"plate\":\"1กก1234\",\"province\":\"10\",\"paidAt\":\"yesterday\",\"receiptNumber\":\"R1\"}",
                "{\"plate\":\"1กก1234\",\"province\":\"10\",\"paidAt\":\"2026-11-25T10:00:00Z\",\"receiptNumber\":\"\"}",
                "{\"plate\":\"x\",\"province\":\"10\",\"paidAt\":\"2026-11-25T10:00:00Z\",\"receiptNumber\":\"R1\"}",
                "{\"plate\":\"1กก1234\",\"province\":\"10\",\"paidAt\":\"2026-11-25T10:00:00Z\",\"receiptNumber\":\"R1\",\"owner\":\"x\"}",
            })
    void a_tax_payment_that_is_not_one_is_refused(String body) {
        assertThatThrownBy(() -> service.note(Bytes.utf8(body)))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.MALFORMED));
        assertThat(payments.size()).isZero();
    }
}
