package org.saphan.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Routes;
import org.saphan.kernel.http.TestDoor;

/// Who may open the operator's doors: every user of the machine reaches them, one can read the key.
class OperatorKeyTest {

    private final Path keys;
    private final OperatorKey key;

    OperatorKeyTest(@TempDir Path keys) throws IOException {
        this.keys = keys;
        this.key = OperatorKey.create(keys, new SecureRandom());
    }

    private Reply ask(List<Header> headers) {
        return TestDoor.ask(
                Routes.of(Routes.get("/door", _ -> Reply.text("open"))).behind(key::guard),
                "GET",
                "/door",
                headers,
                Bytes.empty(),
                List.of());
    }

    @Test
    void the_key_opens() {
        assertThat(ask(List.of(new Header("authorization", key.authorization()))).status())
                .isEqualTo(200);
    }

    static Stream<Arguments> others() {
        return Stream.of(
                other("empty", _ -> ""),
                other("without the key", _ -> "Bearer "),
                other("another key", _ -> "Bearer " + "x".repeat(43)),
                other("another scheme", good -> good.replace("Bearer", "Basic")),
                other("in small letters", good -> good.replace("Bearer", "bearer")),
                other("the key alone", good -> good.substring("Bearer ".length())),
                other("a character less", good -> good.substring(0, good.length() - 1)),
                other("a character more", good -> good + "x"),
                other("twice", good -> good + ", " + good),
                other("two spaces", good -> good.replace(" ", "  ")));
    }

    private static Arguments other(String what, UnaryOperator<String> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void nothing_else_opens(String what, UnaryOperator<String> change) {
        var reply = ask(List.of(new Header("Authorization", change.apply(key.authorization()))));
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body().text())
                .contains("urn:saphan:problem:unauthenticated")
                .doesNotContain(key.authorization().substring("Bearer ".length()));
    }

    @Test
    void without_the_header_nothing_opens() {
        assertThat(ask(List.of()).status()).isEqualTo(401);
    }

    @Test
    void the_key_is_made_once_and_read_by_nobody_else() throws IOException {
        var file = keys.resolve("operator.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).matches("[A-Za-z0-9_-]{43}");
        assertThat(OperatorKey.create(keys, new SecureRandom()).authorization())
                .isEqualTo(key.authorization());
        assertThat(OperatorKey.read(keys).authorization()).isEqualTo(key.authorization());
    }

    @Test
    void a_site_that_never_started_has_no_key(@TempDir Path elsewhere) {
        assertThatThrownBy(() -> OperatorKey.read(elsewhere))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cannot read the operator's key");
    }
}
