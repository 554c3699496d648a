package org.saphan.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.saphan.agreements.Denial;
import org.saphan.kernel.Problem;

class ReasonsInManualTest {

    private static String manual() throws IOException {
        return Files.readString(Path.of(System.getProperty("saphan.root"), "docs/problems.md"));
    }

    @ParameterizedTest
    @EnumSource
    void every_reason_has_a_section_with_its_status_and_code(Reason reason) throws IOException {
        assertThat(manual())
                .contains(
                        "\n## "
                                + reason.word()
                                + "\n\n`"
                                + reason.status()
                                + "` · `"
                                + reason.code()
                                + "`");
    }

    @ParameterizedTest
    @EnumSource
    void every_problem_has_a_section(Problem.Kind kind) throws IOException {
        assertThat(manual()).contains("\n## " + kind.type() + "\n\n`" + kind.status() + "`");
    }

    @ParameterizedTest
    @EnumSource
    void every_denial_has_a_reason_of_its_name(Denial denial) {
        assertThat(Reason.of(denial).word()).isEqualToIgnoringCase(denial.name());
    }
}
