package org.saphan.evidence.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Sealed;
import org.saphan.evidence.SigningKey;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.evidence.receipt.Verdict.Part;
import org.saphan.evidence.receipt.Verdict.Standing;

class ReceiptTest {

    private final TestWorld world = new TestWorld();

    @ParameterizedTest
    @CsvSource({"ES256", "Ed25519"})
    void a_whole_receipt_holds_in_every_part(String algorithm) {
        world.algorithm = algorithm;
        var verdict = world.verify(world.receipt(world.answered()).bytes());

        assertThat(verdict.findings())
                .allMatch(finding -> finding.standing() == Standing.HOLDS)
                .extracting(Verdict.Finding::part)
                .containsExactly(Part.values());
        assertThat(verdict.exitStatus()).isZero();
    }

    @Test
    void a_refusal_at_the_consumers_own_node_has_a_receipt_too() {
        var verdict = world.verify(world.receipt(world.refusedAtHome()).bytes());

        assertThat(verdict.standing()).isEqualTo(Standing.HOLDS);
        assertThat(verdict.summary().orElseThrow().outcome()).contains("purpose_not_granted");
    }

    @Test
    void an_auditors_receipt_holds_without_what_opens_it() {
        var receipt = world.receipt(world.answered()).forAuditor();

        assertThat(receipt.bytes().text()).doesNotContain("salts/v1");
        assertThat(world.verify(receipt.bytes()).exitStatus()).isZero();
    }

    @Test
    void without_witness_and_time_it_is_pending_and_says_which() {
        var verdict = world.verify(world.receipt(world.answered(), false, false).bytes());

        assertThat(verdict.exitStatus()).isEqualTo(2);
        assertThat(verdict.of(Part.WITNESS)).hasValue(Standing.PENDING);
        assertThat(verdict.of(Part.TIMESTAMP)).hasValue(Standing.PENDING);
    }

    @Test
    void without_an_anchor_it_is_never_a_yes() {
        var file = world.receipt(world.answered()).bytes();
        var verdict = Verifier.verify(file, Optional.empty(), TestWorld.AT.plusSeconds(60));

        assertThat(verdict.exitStatus()).isEqualTo(2);
        assertThat(verdict.unpinnedRoot()).hasValue(TestWorld.der(world.root).sha256().hex());
    }

    @Test
    void under_another_root_it_fails() {
        var file = world.receipt(world.answered()).bytes();
        var verdict =
                Verifier.verify(
                        file, Optional.of(new TestWorld().anchor()), TestWorld.AT.plusSeconds(60));

        assertThat(verdict.of(Part.CERTIFICATES)).hasValue(Standing.FAILS);
    }

    /// One encoding, and a hash over all of it: no bit of the file is free.
    @Test
    void every_flipped_bit_is_found() {
        var file = world.receipt(world.answered()).bytes().array();
        for (int i = 0; i < file.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                file[i] ^= (byte) (1 << bit);
                assertThat(world.verify(Bytes.of(file)).exitStatus())
                        .as("byte %d bit %d", i, bit)
                        .isEqualTo(1);
                file[i] ^= (byte) (1 << bit);
            }
        }
    }

    @Test
    void a_cut_or_longer_file_is_refused() {
        var file = world.receipt(world.answered()).bytes();
        for (int cut = 0; cut < file.size(); cut += 97) {
            assertThat(world.verify(file.slice(0, cut)).exitStatus()).isEqualTo(1);
        }
        assertThat(world.verify(file.concat(Bytes.utf8("\n"))).exitStatus()).isEqualTo(1);
        assertThatThrownBy(() -> Receipt.parse(file.slice(0, file.size() - 1)))
                .isInstanceOf(MalformedText.class);
    }

    /// Whoever changes a receipt can mend its last line. Each part is found out by itself.
    @ParameterizedTest(name = "{0} names {1}")
    @MethodSource("changes")
    void a_changed_field_is_named_although_the_files_hash_was_mended(
            String what, Part named, UnaryOperator<Receipt> change) {
        var receipt = world.receipt(world.answered());

        var verdict = world.verify(change.apply(receipt).bytes());

        assertThat(verdict.exitStatus()).isEqualTo(1);
        assertThat(verdict.of(named)).as(what).hasValue(Standing.FAILS);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                changed(
                        "exchange",
                        Part.BINDING,
                        r -> with(r, "019a0000-0000-7000-8000-00000000000f")),
                changed("index", Part.INCLUSION, r -> at(r, r.index() + 1)),
                changed("path", Part.INCLUSION, r -> path(r, r.path().subList(1, r.path().size()))),
                changed("path hash", Part.INCLUSION, r -> path(r, flipFirst(r.path()))),
                changed(
                        "head size",
                        Part.CHECKPOINT,
                        r -> head(r, r.checkpoint().size() + 1, r.checkpoint().root())),
                changed(
                        "head root",
                        Part.CHECKPOINT,
                        r -> head(r, r.checkpoint().size(), flip(r.checkpoint().root(), 3))),
                changed("log signature", Part.CHECKPOINT, r -> signature(r, 0)),
                changed("witness signature", Part.WITNESS, r -> signature(r, 1)),
                changed(
                        "timestamp",
                        Part.TIMESTAMP,
                        r ->
                                stamp(
                                        r,
                                        flip(
                                                r.timestamp().orElseThrow(),
                                                r.timestamp().orElseThrow().size() - 3))),
                changed("salts", Part.SALTS, r -> salts(r, Salts.none())),
                changed(
                        "agreement text",
                        Part.AGREEMENT,
                        r -> agreement(r, "less paper", "more paper")),
                changed("no agreement", Part.AGREEMENT, r -> without(r)),
                changed(
                        "request purpose",
                        Part.REQUEST_SEAL,
                        r -> leaf(r, "vehicle-tax", "marketing-x")),
                changed(
                        "request consumer",
                        Part.REQUEST_SEAL,
                        r -> leaf(r, "consumer: TH/GOV/DLT/tax", "consumer: TH/GOV/DLT/fax")),
                changed(
                        "answer status",
                        Part.OUTCOME_SEAL,
                        r -> leaf(r, "status: 200", "status: 404")),
                changed(
                        "answer provider",
                        Part.OUTCOME_SEAL,
                        r ->
                                leaf(
                                        r,
                                        "provider: TH/GOV/OIC/motor/cmi-check\nstatus",
                                        "provider: TH/GOV/OIC/motor/cmi-chack\nstatus")),
                changed(
                        "leaf role",
                        Part.INCLUSION,
                        r -> leaf(r, "role: provider", "role: consumer")),
                changed("leaf site", Part.INCLUSION, r -> leaf(r, "site: oic", "site: dlt")),
                changed(
                        "certificates",
                        Part.CHECKPOINT,
                        r -> certificates(r, r.certificates().subList(0, 1))));
    }

    private static Arguments changed(String what, Part named, UnaryOperator<Receipt> change) {
        return Arguments.of(what, named, change);
    }

    @Test
    void an_answer_outside_its_clause_is_named() {
        var request = world.request("road-victim-aid");
        var leaf =
                world.leaf(
                        request,
                        world.answer(request),
                        TestWorld.PROVIDER,
                        Leaf.Role.PROVIDER,
                        true);

        assertThat(world.verify(world.receipt(leaf).bytes()).of(Part.AGREEMENT))
                .hasValue(Standing.FAILS);
    }

    @Test
    void an_outcome_of_another_request_is_named() {
        var leaf =
                world.leaf(
                        world.request("vehicle-tax"),
                        world.answer(world.request("road-victim-aid")),
                        TestWorld.PROVIDER,
                        Leaf.Role.PROVIDER,
                        true);

        assertThat(world.verify(world.receipt(leaf).bytes()).of(Part.BINDING))
                .hasValue(Standing.FAILS);
    }

    @Test
    void an_outcome_sealed_by_another_member_is_named() {
        var request = world.request("vehicle-tax");
        var leaf =
                world.leaf(
                        request,
                        world.answer(request),
                        TestWorld.CONSUMER,
                        Leaf.Role.PROVIDER,
                        true);

        assertThat(world.verify(world.receipt(leaf).bytes()).of(Part.OUTCOME_SEAL))
                .hasValue(Standing.FAILS);
    }

    @Test
    void an_unsealed_request_is_named_unless_its_own_node_refused() {
        var request = world.request("vehicle-tax");
        var leaf =
                world.leaf(
                        request,
                        world.answer(request),
                        TestWorld.PROVIDER,
                        Leaf.Role.PROVIDER,
                        false);

        assertThat(world.verify(world.receipt(leaf).bytes()).of(Part.REQUEST_SEAL))
                .hasValue(Standing.FAILS);
    }

    @Test
    void a_certificate_that_expired_later_spoils_nothing() {
        world.sealLife = Duration.ofDays(2);
        var file = world.receipt(world.answered()).bytes();

        var verdict =
                Verifier.verify(
                        file, Optional.of(world.anchor()), TestWorld.AT.plus(Duration.ofDays(900)));

        assertThat(verdict.exitStatus()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"60, HOLDS", "-60, FAILS"})
    void a_key_revoked_later_spoils_nothing_and_one_revoked_before_does(
            long seconds, Standing expected) {
        var key = SigningKey.of(world.key("seal", TestWorld.PROVIDER)).verifyingKey().fingerprint();
        world.revoked.put(key, TestWorld.AT.plusSeconds(seconds));

        var verdict = world.verify(world.receipt(world.answered()).bytes());

        assertThat(verdict.of(Part.TIME)).hasValue(expected);
    }

    @Test
    void what_was_sealed_after_its_timestamp_is_impossible() {
        world.stampedAt = TestWorld.AT.minus(Duration.ofMinutes(10));

        assertThat(world.verify(world.receipt(world.answered()).bytes()).of(Part.TIME))
                .hasValue(Standing.FAILS);
    }

    @Test
    void a_second_verifier_written_from_the_rfc_agrees_on_the_inclusion() {
        var receipt = world.receipt(world.answered());

        assertThat(
                        SecondVerifier.root(
                                receipt.leaf(),
                                receipt.index(),
                                receipt.checkpoint().size(),
                                receipt.path()))
                .isEqualTo(receipt.checkpoint().root());
    }

    @Test
    void an_anchor_reads_back_to_the_same_bytes() {
        world.revoked.put(Bytes.utf8("k").sha256(), Instant.parse("2026-01-01T00:00:00Z"));
        var bytes = world.anchor().bytes();

        assertThat(Anchor.parse(bytes).bytes()).isEqualTo(bytes);
        assertThatThrownBy(() -> Anchor.parse(bytes.concat(Bytes.utf8("x: y\n"))))
                .isInstanceOf(MalformedText.class);
    }

    // One field exchanged, everything else as it was.

    private static Receipt make(
            Receipt r,
            String exchange,
            Bytes leaf,
            List<Bytes> certificates,
            Optional<Sealed> agreement,
            long index,
            List<Bytes> path,
            Checkpoint head) {
        return new Receipt(
                exchange,
                leaf,
                certificates,
                agreement,
                index,
                path,
                head,
                r.timestamp(),
                r.salts());
    }

    private static Receipt with(Receipt r, String exchange) {
        return make(
                r,
                exchange,
                r.leaf(),
                r.certificates(),
                r.agreement(),
                r.index(),
                r.path(),
                r.checkpoint());
    }

    private static Receipt at(Receipt r, long index) {
        return make(
                r,
                r.exchange(),
                r.leaf(),
                r.certificates(),
                r.agreement(),
                index,
                r.path(),
                r.checkpoint());
    }

    private static Receipt path(Receipt r, List<Bytes> path) {
        return make(
                r,
                r.exchange(),
                r.leaf(),
                r.certificates(),
                r.agreement(),
                r.index(),
                path,
                r.checkpoint());
    }

    private static Receipt head(Receipt r, long size, Bytes root) {
        var head = new Checkpoint(r.checkpoint().origin(), size, root, r.checkpoint().signatures());
        return make(
                r,
                r.exchange(),
                r.leaf(),
                r.certificates(),
                r.agreement(),
                r.index(),
                r.path(),
                head);
    }

    private static Receipt signature(Receipt r, int which) {
        var signatures = new ArrayList<>(r.checkpoint().signatures());
        var old = signatures.get(which);
        signatures.set(
                which, new Checkpoint.Signature(old.name(), old.keyId(), flip(old.value(), 20)));
        var head =
                new Checkpoint(
                        r.checkpoint().origin(),
                        r.checkpoint().size(),
                        r.checkpoint().root(),
                        signatures);
        return make(
                r,
                r.exchange(),
                r.leaf(),
                r.certificates(),
                r.agreement(),
                r.index(),
                r.path(),
                head);
    }

    private static Receipt stamp(Receipt r, Bytes token) {
        return new Receipt(
                r.exchange(),
                r.leaf(),
                r.certificates(),
                r.agreement(),
                r.index(),
                r.path(),
                r.checkpoint(),
                Optional.of(token),
                r.salts());
    }

    private static Receipt salts(Receipt r, Salts salts) {
        return new Receipt(
                r.exchange(),
                r.leaf(),
                r.certificates(),
                r.agreement(),
                r.index(),
                r.path(),
                r.checkpoint(),
                r.timestamp(),
                Optional.of(salts));
    }

    private static Receipt agreement(Receipt r, String old, String fresh) {
        var sealed = r.agreement().orElseThrow();
        var text = Bytes.utf8(sealed.text().text().replace(old, fresh));
        return make(
                r,
                r.exchange(),
                r.leaf(),
                r.certificates(),
                Optional.of(new Sealed(text, sealed.seals())),
                r.index(),
                r.path(),
                r.checkpoint());
    }

    private static Receipt without(Receipt r) {
        return make(
                r,
                r.exchange(),
                r.leaf(),
                r.certificates(),
                Optional.empty(),
                r.index(),
                r.path(),
                r.checkpoint());
    }

    private static Receipt certificates(Receipt r, List<Bytes> certificates) {
        return make(
                r,
                r.exchange(),
                r.leaf(),
                certificates,
                r.agreement(),
                r.index(),
                r.path(),
                r.checkpoint());
    }

    /// Replacements have the length of what they replace, so that sections keep theirs.
    private static Receipt leaf(Receipt r, String old, String fresh) {
        assertThat(fresh).hasSameSizeAs(old);
        var leaf = Bytes.utf8(r.leaf().text().replace(old, fresh));
        assertThat(leaf).isNotEqualTo(r.leaf());
        return make(
                r,
                r.exchange(),
                leaf,
                r.certificates(),
                r.agreement(),
                r.index(),
                r.path(),
                r.checkpoint());
    }

    private static List<Bytes> flipFirst(List<Bytes> hashes) {
        var changed = new ArrayList<>(hashes);
        changed.set(0, flip(hashes.getFirst(), 5));
        return changed;
    }

    private static Bytes flip(Bytes bytes, int at) {
        var changed = bytes.array();
        changed[at] ^= 1;
        return Bytes.of(changed);
    }
}
