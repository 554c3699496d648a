package org.saphan.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.RequestStatement.AgreementReference;
import org.saphan.evidence.RequestStatement.Person;

class StatementTest {

    private static final String EXCHANGE = "019a0000-0000-7000-8000-000000000001";
    private static final Instant TIME = Instant.parse("2026-11-24T03:00:00.123Z");
    private static final Bytes HASH = Bytes.utf8("x").sha256();

    private static RequestStatement request() {
        return new RequestStatement(
                EXCHANGE,
                TIME,
                "TH/GOV/DLT/tax",
                Optional.of("TH/GOV/OIC/motor/cmi-check"),
                Optional.of(new AgreementReference("dsa-1", 2, HASH, "c1")),
                Optional.of("vehicle-tax"),
                new Person.Asserted(HASH),
                "GET",
                HASH,
                HASH,
                HASH,
                0,
                HASH,
                7);
    }

    private static AnswerStatement answer() {
        return new AnswerStatement(
                EXCHANGE,
                TIME,
                HASH,
                "TH/GOV/OIC/motor/cmi-check",
                200,
                HASH,
                HASH,
                17,
                List.of("/owner_id", "/premium_thb"),
                1,
                Optional.of(HASH),
                HASH,
                7);
    }

    private static RefusalStatement refusal() {
        return new RefusalStatement(EXCHANGE, TIME, HASH, "TH/GOV/OIC", "purpose_not_granted", 7);
    }

    static Stream<Statement> statements() {
        var bare =
                new RequestStatement(
                        EXCHANGE,
                        TIME,
                        "TH/GOV/DLT/tax",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new Person.Nobody(),
                        "POST",
                        HASH,
                        HASH,
                        HASH,
                        8 << 20,
                        HASH,
                        0);
        return Stream.of(request(), bare, answer(), refusal());
    }

    @ParameterizedTest
    @MethodSource("statements")
    void what_was_written_reads_back_equal_and_to_the_same_bytes(Statement statement) {
        var read = Statement.parse(statement.bytes());
        assertThat(read).isEqualTo(statement);
        assertThat(read.bytes()).isEqualTo(statement.bytes());
    }

    /// One encoding only: no single changed byte yields a statement that means the same.
    @ParameterizedTest
    @MethodSource("statements")
    void no_byte_is_free(Statement statement) {
        var bytes = statement.bytes().array();
        for (int i = 0; i < bytes.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                bytes[i] ^= (byte) (1 << bit);
                assertThat(reads(Bytes.of(bytes)).filter(statement::equals))
                        .as("byte %d bit %d", i, bit)
                        .isEmpty();
                bytes[i] ^= (byte) (1 << bit);
            }
        }
    }

    private static Optional<Statement> reads(Bytes bytes) {
        try {
            var statement = Statement.parse(bytes);
            assertThat(statement.bytes()).isEqualTo(bytes);
            return Optional.of(statement);
        } catch (MalformedText e) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void a_line_missing_twice_or_out_of_order_is_refused(Statement statement) {
        var lines = statement.bytes().text().split("(?<=\n)");
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].startsWith("removed:")) {
                assertRefused(lines, i, lines[i] + lines[i]);
            }
            if (i + 1 < lines.length && !lines[i].equals(lines[i + 1])) {
                var swapped = lines.clone();
                swapped[i + 1] = lines[i];
                assertRefused(swapped, i, lines[i + 1]);
            }
        }
        assertThatThrownBy(
                        () -> Statement.parse(Bytes.utf8(statement.bytes().text().stripTrailing())))
                .isInstanceOf(MalformedText.class);
        assertThatThrownBy(
                        () -> Statement.parse(Bytes.utf8(statement.bytes().text() + "more: 1\n")))
                .isInstanceOf(MalformedText.class);
    }

    private static void assertRefused(String[] lines, int at, String instead) {
        var changed = lines.clone();
        changed[at] = instead;
        assertThatThrownBy(() -> Statement.parse(Bytes.utf8(String.join("", changed))))
                .as("line %d", at)
                .isInstanceOf(MalformedText.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time: 2026-11-24T03:00:00Z",
                "time: 2026-11-24T10:00:00.123+07:00",
                "time: 2569-11-24T03:00:00.123",
                "consumer: TH/GOV/DLT",
                "consumer: th/gov/dlt/tax",
                "agreement-version: 02",
                "agreement-version: -2",
                "body-length: 0x1",
                "person: proved",
                "method: get",
                "method: BREW",
                "target: AAAA",
                "purpose: Vehicle Tax",
                "exchange: 019A0000-0000-7000-8000-000000000001",
                "exchange: 019a0000-0000-4000-8000-000000000001"
            })
    void a_value_that_its_line_does_not_allow_is_refused_and_the_line_is_named(String line) {
        var name = line.substring(0, line.indexOf(':'));
        var text = request().bytes().text().replaceFirst("(?m)^" + name + ": .*$", line);
        assertThatThrownBy(() -> Statement.parse(Bytes.utf8(text)))
                .isInstanceOfSatisfying(
                        MalformedText.class, e -> assertThat(e.field()).isEqualTo(name));
    }

    @Test
    void a_commitment_opens_with_its_own_salt_and_value_only() {
        var salt = Bytes.utf8("salt").sha256();
        var salts = new Salts(Map.of(Salts.Part.TARGET, salt));
        var commitment = Salts.commit(salt, Bytes.utf8("/v1/x"));
        assertThat(salts.opens(Salts.Part.TARGET, commitment, Bytes.utf8("/v1/x"))).isTrue();
        assertThat(salts.opens(Salts.Part.TARGET, commitment, Bytes.utf8("/v1/y"))).isFalse();
        assertThat(salts.opens(Salts.Part.BODY, commitment, Bytes.utf8("/v1/x"))).isFalse();
        assertThat(salts.toString()).doesNotContain(salt.hex()).doesNotContain(salt.base64());
    }
}
