package org.saphan.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.Reply;

class LogDoorTest {

    private static final int LEAVES = 257;

    @TempDir static Path directory;
    private static Optional<TestNotary> open = Optional.empty();

    @BeforeAll
    static void fill() {
        var site = TestNotary.in(directory);
        open = Optional.of(site);
        for (int i = 0; i < LEAVES; i++) {
            var act = site.act("x");
            site.notary.append(act.act(), act.bytes());
        }
        site.notary.log().checkpointNow();
    }

    @AfterAll
    static void close() {
        open.ifPresent(TestNotary::close);
    }

    private LogDoor door() {
        return new LogDoor(open.orElseThrow().notary.log());
    }

    @Test
    void the_newest_head_is_served_as_it_was_signed() {
        var reply = door().checkpoint();
        assertThat(Checkpoint.parse(reply.body()).size()).isEqualTo(LEAVES);
        assertThat(header(reply, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
    }

    @ParameterizedTest(name = "{0} has {1} bytes and is immutable: {2}")
    @CsvSource(
            textBlock =
                    """
            0/000,           8192, true
            0/001.p/1,         32, false
            1/000.p/1,         32, false
            """)
    void tiles_under_the_newest_head_are_served(String path, int bytes, boolean immutable) {
        var reply = door().tile(path);
        assertThat(reply.body().size()).isEqualTo(bytes);
        assertThat(header(reply, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(reply, "Cache-Control").contains("immutable")).isEqualTo(immutable);
    }

    @Test
    void entries_are_the_leaves_and_nothing_private() {
        var body = door().tile("entries/000").body().text();
        assertThat(body).contains("saphan.org/act/v1").doesNotContain("saphan.org/side/v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/001", "0/002.p/1", "0/001.p/2", "9/000", "../checkpoint", "", "0/0"})
    void whatever_is_no_tile_under_the_newest_head_is_not_found(String path) {
        assertThatThrownBy(() -> door().tile(path))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.NOT_FOUND));
    }

    private static String header(Reply reply, String name) {
        return reply.headers().stream()
                .filter(header -> header.is(name))
                .map(Header::value)
                .findFirst()
                .orElse("");
    }
}
