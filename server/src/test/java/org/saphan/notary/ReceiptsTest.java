package org.saphan.notary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saphan.kernel.Problem;
import org.saphan.kernel.Uuid7;
import org.saphan.kernel.http.Reply;

class ReceiptsTest {

    @TempDir static Path root;
    private TestSites sites;
    private Receipts receipts;

    @BeforeEach
    void open() throws IOException {
        var directory = Files.createDirectory(root.resolve(UUID.randomUUID().toString()));
        Files.createDirectory(directory.resolve("oic"));
        sites = new TestSites(directory);
        sites.registerAccounts();
        receipts = Receipts.open(sites.own.notary, sites.registry, (_, _) -> Optional.empty());
    }

    @AfterEach
    void close() {
        sites.close();
    }

    @Test
    void foreign_and_unknown_exchanges_look_the_same() {
        var foreign = sites.own.recordAnswered();
        sites.head();
        var unknown = new Uuid7(sites.own.clock, new SecureRandom()).next().toString();
        assertThat(problem("stranger", foreign.id).detail())
                .isEqualTo(problem("stranger", unknown).detail());
    }

    @Test
    void a_leaf_without_a_head_over_it_is_to_be_asked_for_again() {
        var exchange = sites.own.record(TestExchanges.refused(sites.own.clock));
        var reply = ask("caller", exchange.id);
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.headers()).anyMatch(header -> header.is("Retry-After"));
        sites.head();
        assertThat(ask("caller", exchange.id).status()).isEqualTo(200);
    }

    @Test
    void what_was_pending_is_filled_in_later_and_then_stays_the_same() {
        var exchange = sites.own.recordAnswered();
        sites.head();
        assertThat(text(exchange)).doesNotContain("hub/witness").doesNotContain("\ntimestamp: ");
        sites.witnesses.step();
        assertThat(text(exchange)).contains("hub/witness").doesNotContain("\ntimestamp: ");
        sites.timestamps.step();
        var complete = text(exchange);
        assertThat(complete).contains("hub/witness").contains("\ntimestamp: ");
        sites.own.recordAnswered();
        sites.head();
        sites.witnesses.step();
        assertThat(text(exchange)).isEqualTo(complete);
    }

    @Test
    void every_key_that_signed_has_its_certificate_in_the_receipt() {
        var exchange = sites.own.recordAnswered();
        sites.head();
        sites.witnesses.step();
        assertThat(text(exchange).split("certificate: ", -1)).hasSize(6);
        sites.timestamps.step();
        assertThat(text(exchange).split("certificate: ", -1)).hasSize(7);
    }

    @Test
    void an_exchange_of_a_closed_log_is_not_given_out_as_one_of_the_new_log() throws IOException {
        var exchange = sites.own.recordAnswered();
        var next = TestNotary.key(TestNotary.freshOrigin());
        sites.own.close();
        var old = sites.own;
        Notary.succeed(old.settings, old.key, next, "restored", old.database, old.clock);
        try (var after = old.reopened(next)) {
            after.notary.log().checkpointNow();
            receipts = Receipts.open(after.notary, sites.registry, (_, _) -> Optional.empty());
            assertThat(problem("provider", exchange.id).detail()).contains("closed");
        }
    }

    private String text(TestExchanges exchange) {
        return ask("provider", exchange.id).body().text();
    }

    private Reply ask(String key, String id) {
        try {
            return receipts.byKey(Optional.of(key).filter(k -> !k.isEmpty()), id);
        } catch (Problem e) {
            return Reply.problem(e, UUID.randomUUID());
        }
    }

    private Problem problem(String key, String id) {
        try {
            receipts.byKey(Optional.of(key), id);
        } catch (Problem e) {
            return e;
        }
        throw new AssertionError("was answered");
    }
}
