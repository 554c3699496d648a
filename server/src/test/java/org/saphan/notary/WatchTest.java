package org.saphan.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.log.WitnessRequest;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.Request;

class WatchTest {

    private static final String WITNESS = "/witness/add-checkpoint";

    @TempDir static Path root;
    private TestSites sites;

    @BeforeEach
    void open() throws IOException {
        var directory = Files.createDirectory(root.resolve(UUID.randomUUID().toString()));
        Files.createDirectory(directory.resolve("oic"));
        sites = new TestSites(directory);
    }

    @AfterEach
    void close() {
        sites.close();
    }

    @Test
    void a_new_head_is_witnessed_once() {
        sites.own.recordAnswered();
        sites.head();
        sites.witnesses.step();
        sites.witnesses.step();
        var head = sites.own.notary.log().checkpoint();
        assertThat(head.witnessedBy(sites.witnessKey.key())).isPresent();
        assertThat(sites.own.notary.status().witnessed()).isEqualTo(1);
        assertThat(sites.calls).containsExactly(WITNESS);
        assertThat(sites.registry.seen).hasSize(1);
    }

    @Test
    void the_next_head_comes_with_a_proof_from_the_last_one() {
        for (int i = 0; i < 5; i++) {
            sites.own.recordAnswered();
            sites.head();
            sites.witnesses.step();
        }
        assertThat(sites.own.notary.status().witnessed()).isEqualTo(5);
        assertThat(sites.calls).hasSize(5);
    }

    @Test
    void after_a_restart_the_witness_says_from_where_to_prove() {
        sites.own.recordAnswered();
        sites.head();
        sites.witnesses.step();
        sites.own.recordAnswered();
        sites.own.recordAnswered();
        sites.head();
        sites.rounds(sites.own.notary);
        sites.witnesses.requireNewestHead();
        assertThat(sites.own.notary.status().witnessed()).isEqualTo(3);
        assertThat(sites.calls).hasSize(3);
    }

    @Test
    void a_log_that_was_set_back_does_not_start() throws IOException {
        sites.own.recordAnswered();
        sites.head();
        var backup = root.resolve(UUID.randomUUID().toString());
        TestNotary.copy(sites.own.settings.directory(), backup);
        sites.own.recordAnswered();
        sites.head();
        sites.witnesses.step();
        try (var restored = sites.own.restoredFrom(backup)) {
            sites.rounds(restored.notary);
            assertThatThrownBy(sites.witnesses::requireNewestHead)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> {
                                assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT);
                                assertThat(problem.detail())
                                        .contains("holds a head of 2 leaves")
                                        .contains("start a new log");
                            });
            assertThatThrownBy(restored.notary::reserve).isInstanceOf(Problem.class);
            assertThatThrownBy(restored::recordAnswered).isInstanceOf(Problem.class);
        }
    }

    @Test
    void a_log_that_was_set_back_and_grew_again_does_not_start() throws IOException {
        sites.own.recordAnswered();
        sites.head();
        var backup = root.resolve(UUID.randomUUID().toString());
        TestNotary.copy(sites.own.settings.directory(), backup);
        sites.own.recordAnswered();
        sites.head();
        sites.witnesses.step();
        try (var restored = sites.own.restoredFrom(backup)) {
            restored.recordAnswered();
            restored.recordAnswered();
            restored.notary.log().checkpointNow();
            sites.rounds(restored.notary);
            assertThatThrownBy(sites.witnesses::requireNewestHead)
                    .hasMessageContaining("start a new log");
        }
    }

    @Test
    void another_head_of_the_same_size_does_not_start() throws IOException {
        var backup = root.resolve(UUID.randomUUID().toString());
        TestNotary.copy(sites.own.settings.directory(), backup);
        sites.own.recordAnswered();
        sites.head();
        sites.witnesses.step();
        try (var restored = sites.own.restoredFrom(backup)) {
            restored.recordAnswered();
            restored.notary.log().checkpointNow();
            sites.rounds(restored.notary);
            assertThatThrownBy(sites.witnesses::requireNewestHead)
                    .hasMessageContaining("another head");
        }
    }

    @Test
    void an_empty_log_whose_witness_remembers_more_does_not_start() throws IOException {
        var backup = root.resolve(UUID.randomUUID().toString());
        TestNotary.copy(sites.own.settings.directory(), backup);
        sites.own.recordAnswered();
        sites.head();
        sites.witnesses.step();
        try (var restored = sites.own.restoredFrom(backup)) {
            sites.rounds(restored.notary);
            assertThatThrownBy(sites.witnesses::requireNewestHead)
                    .hasMessageContaining("start a new log");
        }
    }

    @Test
    void a_witness_that_is_away_is_asked_again_later_and_not_at_once() {
        sites.hubIsAway = true;
        sites.own.recordAnswered();
        sites.head();
        sites.witnesses.requireNewestHead();
        for (int i = 0; i < 20; i++) {
            sites.witnesses.step();
        }
        assertThat(sites.calls).hasSize(1);
        sites.hubIsAway = false;
        sites.own.clock.pass(Duration.ofSeconds(2));
        sites.witnesses.step();
        assertThat(sites.own.notary.status().witnessed()).isEqualTo(1);
    }

    @Test
    void a_signature_by_a_key_that_is_not_listed_means_nothing() {
        sites.registry.sites.removeLast();
        sites.registry.listing(
                "hub", Optional.empty(), Optional.of(TestSites.witnessKey("other").key()));
        sites.own.recordAnswered();
        sites.head();
        sites.witnesses.step();
        assertThat(sites.own.notary.status().witnessed()).isZero();
    }

    @Test
    void a_witnessed_head_gets_a_timestamp_at_once_and_the_next_one_after_a_while() {
        witnessOneMore();
        sites.timestamps.step();
        assertThat(sites.own.notary.status().lastTimestamp()).isPresent();
        witnessOneMore();
        sites.timestamps.step();
        assertThat(stamped()).isEqualTo(1);
        sites.own.clock.pass(Duration.ofSeconds(10));
        sites.timestamps.step();
        assertThat(stamped()).isEqualTo(2);
    }

    @Test
    void a_head_without_a_witness_waits_for_its_timestamp() {
        sites.own.recordAnswered();
        sites.head();
        sites.timestamps.step();
        assertThat(sites.calls).isEmpty();
    }

    @Test
    void a_quiet_log_asks_nobody() {
        witnessOneMore();
        sites.timestamps.step();
        sites.calls.clear();
        for (int i = 0; i < 5; i++) {
            sites.own.clock.pass(Duration.ofMinutes(1));
            sites.witnesses.step();
            sites.timestamps.step();
        }
        assertThat(sites.calls).isEmpty();
    }

    @Test
    void without_the_hub_the_time_stays_pending_and_comes_later() {
        witnessOneMore();
        sites.hubIsAway = true;
        sites.timestamps.step();
        sites.timestamps.step();
        assertThat(sites.own.notary.status().lastTimestamp()).isEmpty();
        sites.hubIsAway = false;
        sites.own.clock.pass(Duration.ofSeconds(2));
        sites.timestamps.step();
        assertThat(stamped()).isEqualTo(1);
        assertThat(sites.calls).containsExactly(WITNESS, "/tsa", "/tsa");
    }

    @Test
    void a_token_by_an_authority_that_was_never_listed_means_nothing() {
        sites.registry.unlisted.add(sites.time.fingerprint);
        witnessOneMore();
        sites.timestamps.step();
        assertThat(sites.own.notary.status().lastTimestamp()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"application/timestamp-query, rubbish", "text/plain, ''"})
    void the_authority_refuses_what_is_no_query(String type, String body) {
        var headers = List.of(new Header("Content-Type", type));
        var request =
                new Request(
                        UUID.randomUUID(), "POST", "/tsa", headers, Bytes.utf8(body), List.of());
        assertThatThrownBy(() -> Watch.time(sites.time.authority, request))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.MALFORMED));
    }

    @Test
    void the_witness_answers_each_request_as_the_protocol_says() {
        sites.own.recordAnswered();
        var head = sites.head();
        assertThat(ask(new WitnessRequest(0, List.of(), head).bytes())).isEqualTo(200);
        assertThat(ask(new WitnessRequest(0, List.of(), head).bytes())).isEqualTo(409);
        sites.own.recordAnswered();
        var next = sites.head();
        var wrong = List.of(Bytes.empty().sha256());
        assertThat(ask(new WitnessRequest(1, wrong, next).bytes())).isEqualTo(422);
        assertThat(ask(Bytes.utf8("old x\n\n"))).isEqualTo(400);
        sites.hubRegistry.sites.clear();
        assertThat(ask(new WitnessRequest(1, wrong, next).bytes())).isEqualTo(404);
        sites.hubRegistry.listing(
                "oic", Optional.of(otherKeyOf(sites.own.key.key().name())), Optional.empty());
        assertThat(ask(new WitnessRequest(1, wrong, next).bytes())).isEqualTo(403);
    }

    private static org.saphan.evidence.log.NoteKey otherKeyOf(String origin) {
        var pair = org.saphan.evidence.SigningKey.generate("Ed25519");
        return org.saphan.evidence.log.NoteKey.of(
                origin, org.saphan.evidence.log.NoteKey.Kind.LOG, pair.getPublic());
    }

    private int ask(Bytes body) {
        var request = new Request(UUID.randomUUID(), "POST", WITNESS, List.of(), body, List.of());
        try {
            return new WitnessDoor(sites.hubWitness, sites.hubRegistry).answer(request).status();
        } catch (Problem e) {
            return e.kind().status();
        }
    }

    private void witnessOneMore() {
        sites.own.recordAnswered();
        sites.head();
        sites.witnesses.step();
    }

    private long stamped() {
        return sites.own.notary.heads().newestStamped().orElseThrow().checkpoint().size();
    }
}
