package org.saphan.notary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saphan.evidence.Leaf;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Reply;

/// Who gets which receipt: one table.
class ReceiptAccessTest {

    @TempDir static Path directory;
    private static Optional<TestSites> open = Optional.empty();

    @BeforeAll
    static void open() throws IOException {
        Files.createDirectory(directory.resolve("oic"));
        var sites = new TestSites(directory);
        sites.registerAccounts();
        open = Optional.of(sites);
    }

    @AfterAll
    static void close() {
        open.ifPresent(TestSites::close);
    }

    private static TestSites sites() {
        return open.orElseThrow();
    }

    @ParameterizedTest(name = "{0} asks for the {1}''s leaf: {2}, salts {3}")
    @CsvSource(
            textBlock =
                    """
            # who,      leaf,     status, salts
            caller,     CONSUMER, 200,    true
            colleague,  CONSUMER, 200,    true
            provider,   CONSUMER, 404,    false
            stranger,   CONSUMER, 404,    false
            auditor,    CONSUMER, 200,    false
            unknown,    CONSUMER, 401,    false
            '',         CONSUMER, 401,    false
            caller,     PROVIDER, 404,    false
            colleague,  PROVIDER, 404,    false
            provider,   PROVIDER, 200,    true
            stranger,   PROVIDER, 404,    false
            auditor,    PROVIDER, 200,    false
            """)
    void only_parties_and_auditors_read_a_receipt(
            String key, Leaf.Role role, int status, boolean salts) {
        var exchange =
                sites().own
                        .record(
                                TestExchanges.answered(
                                        sites().own.clock, role, TestExchanges.CONSUMER));
        sites().head();
        var reply = ask(key, exchange.id);
        assertThat(reply.status()).isEqualTo(status);
        if (status == 200) {
            assertThat(reply.body().text().contains("saphan.org/salts/v1")).isEqualTo(salts);
        }
    }

    @ParameterizedTest(name = "{0} asks for {1}: {2}")
    @CsvSource(
            textBlock =
                    """
            caller,  nonsense,                             400
            caller,  019A0000-0000-7000-8000-000000000001, 400
            caller,  019a0000-0000-4000-8000-000000000001, 400
            caller,  019a0000-0000-7000-8000-000000000001, 404
            auditor, 019a0000-0000-7000-8000-000000000001, 404
            unknown, nonsense,                             401
            """)
    void other_ids_are_answered_plainly(String key, String id, int status) {
        assertThat(ask(key, id).status()).isEqualTo(status);
    }

    private Reply ask(String key, String id) {
        var receipts =
                Receipts.open(sites().own.notary, sites().registry, (_, _) -> Optional.empty());
        try {
            return receipts.byKey(Optional.of(key).filter(k -> !k.isEmpty()), id);
        } catch (Problem e) {
            return Reply.problem(e, UUID.randomUUID());
        }
    }
}
