package org.saphan.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.SigningKey;
import org.saphan.evidence.log.Witness.Answer;

class WitnessTest {

    private static final String ORIGIN = "log.example/one";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private final NoteSigner log = signer(ORIGIN, NoteKey.Kind.LOG);
    private final NoteSigner witnessKey = signer("witness.example/w", NoteKey.Kind.WITNESS);
    private final FaultyDisk disk = new FaultyDisk();
    private final List<Bytes> good = leaves("good", 40);
    private final List<Bytes> evil = leaves("evil", 40);

    @TempDir private Path directory;
    private Witness witness;

    private static NoteSigner signer(String name, NoteKey.Kind kind) {
        return NoteSigner.of(name, kind, SigningKey.of(SigningKey.generate("Ed25519")));
    }

    private static List<Bytes> leaves(String word, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Reference.leafHash(Bytes.utf8(word + i)))
                .toList();
    }

    @BeforeEach
    void open() throws IOException {
        witness = Witness.open(directory, witnessKey, Clock.fixed(NOW, ZoneOffset.UTC), disk);
    }

    @AfterEach
    void close() {
        witness.close();
    }

    private void reopen() throws IOException {
        close();
        open();
    }

    private Checkpoint head(List<Bytes> tree, int size) {
        return Checkpoint.sign(size, new Reference(tree).root(size), log);
    }

    private WitnessRequest request(List<Bytes> tree, int from, int to) {
        return new WitnessRequest(from, new Reference(tree).proof(from, to), head(tree, to));
    }

    private Answer send(Bytes body) {
        return witness.addCheckpoint(
                body, origin -> origin.equals(ORIGIN) ? Optional.of(log.key()) : Optional.empty());
    }

    private Answer send(WitnessRequest request) {
        return send(request.bytes());
    }

    @Test
    void a_head_that_continues_the_last_one_is_signed_with_the_time() {
        for (int from = 0, to = 1; to <= 40; from = to, to += 3) {
            var request = request(good, from, to);

            var answer = (Answer.Cosigned) send(request);

            var head = request.countersigned(answer.lines(), List.of(witnessKey.key()));
            assertThat(head.witnessedBy(witnessKey.key()))
                    .hasValue(Instant.parse("2026-01-02T03:04:05Z"));
            assertThat(head.isSignedBy(log.key())).isTrue();
            assertThat(witness.latest(ORIGIN).map(Checkpoint::size)).hasValue((long) to);
        }
    }

    @Test
    void the_request_is_written_as_the_protocol_shows_it() {
        var hash = Bytes.utf8("x".repeat(32));
        var request = new WitnessRequest(20, List.of(hash, hash), head(good, 30));

        var text = request.bytes().text();

        assertThat(text)
                .startsWith(
                        "old 20\n" + (hash.base64() + "\n").repeat(2) + "\n" + ORIGIN + "\n30\n");
        assertThat(WitnessRequest.parse(request.bytes())).isEqualTo(request);
        assertThat(new WitnessRequest(0, List.of(), head(good, 3)).bytes().text())
                .startsWith("old 0\n\n" + ORIGIN);
    }

    @Test
    void a_size_that_is_not_the_last_one_seen_is_answered_with_the_one_that_is() {
        send(request(good, 0, 10));

        var answer = send(request(good, 0, 20));

        assertThat(answer).isEqualTo(new Answer.Conflict(10));
        assertThat(((Answer.Conflict) answer).body()).isEqualTo(Bytes.utf8("10\n"));
        assertThat(send(request(good, 9, 20))).isEqualTo(new Answer.Conflict(10));
        assertThat(send(request(good, 10, 20))).isInstanceOf(Answer.Cosigned.class);
    }

    @Test
    void the_same_head_again_is_signed_again() {
        send(request(good, 0, 10));

        assertThat(send(request(good, 10, 10))).isInstanceOf(Answer.Cosigned.class);
    }

    @Test
    void another_head_of_the_same_size_is_never_signed() throws IOException {
        send(request(good, 0, 10));

        assertThat(send(request(evil, 10, 10))).isEqualTo(new Answer.Conflict(10));
        assertThat(send(request(evil, 0, 10))).isEqualTo(new Answer.Conflict(10));
        reopen();
        assertThat(send(request(evil, 10, 10))).isEqualTo(new Answer.Conflict(10));
        assertThat(send(request(evil, 0, 10))).isEqualTo(new Answer.Conflict(10));
    }

    @Test
    void a_head_that_does_not_continue_the_last_one_is_refused_and_forgotten() {
        send(request(good, 0, 10));

        assertThat(send(request(evil, 10, 20))).isEqualTo(new Answer.BadProof());

        assertThat(witness.latest(ORIGIN).map(Checkpoint::size)).hasValue(10L);
    }

    @Test
    void a_proof_from_nothing_is_empty() {
        var proof = List.of(good.getFirst());

        assertThat(send(new WitnessRequest(0, proof, head(good, 5))))
                .isEqualTo(new Answer.BadProof());
    }

    @Test
    void a_proof_from_a_head_to_itself_is_empty() {
        send(request(good, 0, 5));

        assertThat(send(new WitnessRequest(5, List.of(good.getFirst()), head(good, 5))))
                .isEqualTo(new Answer.BadProof());
    }

    @Test
    void an_empty_tree_has_one_root() {
        var wrong = Checkpoint.sign(0, good.getFirst(), log);

        assertThat(send(new WitnessRequest(0, List.of(), wrong))).isEqualTo(new Answer.Conflict(0));
        assertThat(send(request(good, 0, 0))).isInstanceOf(Answer.Cosigned.class);
    }

    @Test
    void a_log_that_is_not_watched_is_unknown() {
        var other = signer("log.example/two", NoteKey.Kind.LOG);
        var head = Checkpoint.sign(1, good.getFirst(), other);

        assertThat(send(new WitnessRequest(0, List.of(), head))).isEqualTo(new Answer.Unknown());
    }

    @Test
    void a_head_without_the_logs_signature_is_forbidden() {
        var impostor = signer(ORIGIN, NoteKey.Kind.LOG);
        var head = Checkpoint.sign(1, good.getFirst(), impostor);

        assertThat(send(new WitnessRequest(0, List.of(), head))).isEqualTo(new Answer.Forbidden());
    }

    @Test
    void signatures_by_unknown_keys_beside_the_logs_own_are_ignored() {
        var stranger = signer("stranger.example", NoteKey.Kind.WITNESS);
        var head = head(good, 1);
        var more = head.with(stranger.cosign(head.text(), NOW));

        assertThat(send(new WitnessRequest(0, List.of(), more)))
                .isInstanceOf(Answer.Cosigned.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "old 0",
                "old 0\n",
                "old 0\n\n",
                "\n\n",
                "old\n\nHEAD",
                "old 00\n\nHEAD",
                "old -1\n\nHEAD",
                "old +1\n\nHEAD",
                "old 1 \n\nHEAD",
                "old  1\n\nHEAD",
                "OLD 0\n\nHEAD",
                "size 0\n\nHEAD",
                "old 0\r\n\r\nHEAD",
                "old 0\nAAAA\n\nHEAD",
                "old 0\n!\n\nHEAD",
                "old 0\n\n\nHEAD",
                "old 0\nHEAD",
                "old 6\n\nHEAD",
                "old 99999999999999999999\n\nHEAD",
                "old 0\n\nHEADx",
                "old 0\n\nHEAD\n",
                "xold 0\n\nHEAD",
            })
    void a_body_in_any_other_form_is_malformed(String body) {
        var head = head(good, 5).bytes().text();

        assertThat(send(Bytes.utf8(body.replace("HEAD", head))))
                .isInstanceOf(Answer.Malformed.class);
        assertThat(witness.latest(ORIGIN)).isEmpty();
    }

    @Test
    void sixty_three_hashes_are_read_and_sixty_four_are_malformed() {
        var line = good.getFirst().base64() + "\n";
        var head = head(good, 5).bytes().text();

        assertThat(send(Bytes.utf8("old 1\n" + line.repeat(63) + "\n" + head)))
                .isEqualTo(new Answer.Conflict(0));
        assertThat(send(Bytes.utf8("old 1\n" + line.repeat(64) + "\n" + head)))
                .isInstanceOf(Answer.Malformed.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_failed_write_costs_a_signature_and_never_makes_a_second_head(FaultyDisk.Moment moment)
            throws IOException {
        send(request(good, 0, 10));
        disk.breakAt(Disk.Write.WITNESS, moment);

        assertThatThrownBy(() -> send(request(good, 10, 20)))
                .isInstanceOf(UncheckedIOException.class);

        boolean stored = moment == FaultyDisk.Moment.AFTER;
        long size = stored ? 20 : 10;
        for (int round = 0; round < 2; round++) {
            assertThat(witness.latest(ORIGIN).map(Checkpoint::size)).hasValue(size);
            assertThat(send(request(evil, 10, 20)))
                    .isEqualTo(stored ? new Answer.Conflict(20) : new Answer.BadProof());
            reopen();
        }
        assertThat(send(request(good, (int) size, 20))).isInstanceOf(Answer.Cosigned.class);
    }

    @Test
    void of_many_heads_of_one_size_at_once_one_is_signed() throws Exception {
        var signed = ConcurrentHashMap.<Checkpoint>newKeySet();
        var forks = new ArrayList<List<Bytes>>();
        for (int i = 0; i < 32; i++) {
            forks.add(leaves("fork " + i + " ", 5));
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var fork : forks) {
                threads.submit(
                        () -> {
                            var request = request(fork, 0, 5);
                            if (send(request) instanceof Answer.Cosigned) {
                                signed.add(request.checkpoint());
                            }
                        });
            }
        }

        assertThat(signed).hasSize(1);
        assertThat(witness.latest(ORIGIN)).hasValue(signed.iterator().next());
    }

    @Test
    void what_was_seen_and_is_damaged_stops_the_signing_with_the_files_name() throws IOException {
        send(request(good, 0, 10));
        var file = directory.resolve(Bytes.utf8(ORIGIN).sha256().hex());
        Files.writeString(file, Files.readString(file).replace("10", "09"));

        assertThatThrownBy(() -> send(request(good, 10, 20)))
                .hasCauseInstanceOf(DamagedLog.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void two_witnesses_cannot_share_a_directory() {
        assertThatThrownBy(() -> Witness.open(directory, witnessKey, Clock.systemUTC(), disk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void signatures_that_no_trusted_witness_made_are_left_out_of_a_head() {
        var request = request(good, 0, 10);
        var text = request.checkpoint().text();
        var stranger = signer("stranger.example", NoteKey.Kind.WITNESS).cosign(text, NOW);
        var forged = witnessKey.cosign(Bytes.utf8("another text"), NOW);
        var lines = Bytes.utf8(stranger.line() + forged.line());

        assertThat(request.countersigned(lines, List.of(witnessKey.key())))
                .isEqualTo(request.checkpoint());
    }
}
