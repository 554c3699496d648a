package org.saphan.evidence.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.saphan.evidence.AgreementText;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Merkle;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Seal;
import org.saphan.evidence.Sealed;
import org.saphan.evidence.Statement;
import org.saphan.evidence.VerifyingKey;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.evidence.log.NoteKey;
import org.saphan.evidence.log.Proofs;
import org.saphan.evidence.log.Reference;
import org.saphan.evidence.log.TestTiles;
import org.saphan.evidence.receipt.Anchor;
import org.saphan.evidence.receipt.Receipt;
import org.saphan.evidence.receipt.Verdict;
import org.saphan.evidence.receipt.Verifier;
import org.saphan.evidence.time.Timestamps;

/// Every stored vector is run against the module, and is what its writer makes.
class VectorsTest {

    /// One element of a file, printed by its name.
    record Vector(Map<?, ?> json) {

        String text(String name) {
            return String.valueOf(json.get(name));
        }

        long number(String name) {
            return json.get(name) instanceof Long number ? number : Long.MIN_VALUE;
        }

        boolean is(String name) {
            assertThat(json.get(name)).as(name).isInstanceOf(Boolean.class);
            return Boolean.TRUE.equals(json.get(name));
        }

        Bytes bytes(String name) {
            return Bytes.fromBase64(text(name));
        }

        List<String> texts(String name) {
            return json.get(name) instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
        }

        List<Bytes> hashes(String name) {
            return texts(name).stream().map(Bytes::fromBase64).toList();
        }

        /// The base with its edits.
        Bytes edited() {
            var edits = json.get("edits") instanceof List<?> list ? list : List.of();
            var bytes = Change.apply(stored(text("base")), edits);
            assertThat(bytes.sha256().hex()).isEqualTo(text("sha256"));
            return bytes;
        }

        @Override
        public String toString() {
            return json.containsKey("name") ? text("name") : "path " + text("path");
        }
    }

    private static Bytes stored(String name) {
        try {
            return Bytes.owning(Files.readAllBytes(VectorsWriter.STORED.resolve(name)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Vector> vectors(String file) {
        var vectors = new ArrayList<Vector>();
        if (Json.read(stored(file).text()) instanceof List<?> list) {
            list.forEach(each -> vectors.add(new Vector((Map<?, ?>) each)));
        }
        assertThat(vectors).as(file).hasSizeGreaterThan(10);
        return vectors;
    }

    /// When a format was changed on purpose, `VectorsWriter` writes the files anew.
    @Test
    void what_is_stored_is_what_the_writer_makes() throws IOException {
        var made = VectorsWriter.files();
        var found = new TreeSet<String>();
        try (var files = Files.walk(VectorsWriter.STORED)) {
            files.filter(Files::isRegularFile)
                    .map(file -> VectorsWriter.STORED.relativize(file).toString())
                    .forEach(found::add);
        }

        assertThat(found).isEqualTo(made.keySet());
        assertThat(made.entrySet()).allMatch(file -> stored(file.getKey()).equals(file.getValue()));
    }

    static Stream<Vector> texts() {
        return vectors("texts.json").stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void a_text_is_read_in_its_one_form_only(Vector vector) {
        var bytes = vector.edited();
        var refusal =
                refusal(() -> assertThat(read(vector.text("format"), bytes)).isEqualTo(bytes));

        assertThat(refusal.isEmpty()).as(refusal.toString()).isEqualTo(vector.is("accept"));
        if (vector.json().containsKey("line")) {
            assertThat(refusal.orElseThrow().field()).isEqualTo(vector.text("line"));
        }
    }

    private static Optional<MalformedText> refusal(Runnable read) {
        try {
            read.run();
            return Optional.empty();
        } catch (MalformedText e) {
            return Optional.of(e);
        }
    }

    /// Read, and written back.
    private static Bytes read(String format, Bytes bytes) {
        return switch (format) {
            case "saphan.org/request/v1", "saphan.org/answer/v1", "saphan.org/refusal/v1" ->
                    Statement.parse(bytes).bytes();
            case "saphan.org/salts/v1" -> Salts.parse(bytes).bytes();
            case "saphan.org/seal/v1" -> Seal.parse(bytes).bytes();
            case "saphan.org/sealed/v1" -> Sealed.parse(bytes).bytes();
            case "saphan.org/agreement/v1" -> AgreementText.parse(bytes).bytes();
            case "saphan.org/trust-anchor/v1" -> Anchor.parse(bytes).bytes();
            case "saphan.org/receipt/v1" -> Receipt.parse(bytes).bytes();
            default -> Leaf.parse(bytes).bytes();
        };
    }

    static Stream<Vector> seals() {
        return vectors("seals.json").stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("seals")
    void a_seal_holds_over_its_text_alone(Vector vector) {
        var text = Change.content(vector.json());
        var key = key(vector.text("key"));
        boolean holds = refusal(() -> require(sealedBy(key, vector.text("seal"), text))).isEmpty();

        assertThat(holds).isEqualTo(vector.is("holds"));
        if (holds) {
            assertThat(Seal.parse(Bytes.utf8(vector.text("seal"))).batchText(text).text())
                    .isEqualTo(vector.text("batch"));
        }
    }

    private static boolean sealedBy(VerifyingKey key, String sealText, Bytes text) {
        var seal = Seal.parse(Bytes.utf8(sealText));
        return seal.key().equals(key.fingerprint())
                && seal.algorithm().equals(key.algorithm())
                && key.verifies(seal.batchText(text), seal.signature());
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new MalformedText("signature", "does not fit");
        }
    }

    private static VerifyingKey key(String name) {
        var found =
                vectors("keys.json").stream()
                        .filter(key -> key.text("name").equals(name))
                        .findFirst()
                        .orElseThrow();
        var algorithm = found.text("algorithm").equals("Ed25519") ? "Ed25519" : "EC";
        var key = VerifyingKey.of(publicKey(algorithm, found.bytes("publicKey")));
        assertThat(key.fingerprint()).isEqualTo(found.bytes("fingerprint"));
        return key;
    }

    private static PublicKey publicKey(String algorithm, Bytes spki) {
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePublic(new X509EncodedKeySpec(spki.array()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Vector> inclusions() {
        return vectors("inclusion.json").stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inclusions")
    void both_verifiers_agree_on_an_inclusion(Vector vector) {
        var hash = vector.bytes("leafHash");
        var path = vector.hashes("path");
        long index = vector.number("index");
        long size = vector.number("size");
        var root = vector.bytes("root");

        assertThat(Proofs.verifyInclusion(hash, index, size, root, path))
                .isEqualTo(vector.is("holds"));
        boolean possible =
                index < size && hash.size() == 32 && path.stream().allMatch(h -> h.size() == 32);
        assertThat(possible && Reference.rootBy(hash, index, size, path).equals(List.of(root)))
                .isEqualTo(vector.is("holds"));
    }

    static Stream<Vector> consistencies() {
        return vectors("consistency.json").stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("consistencies")
    void both_verifiers_agree_on_a_consistency(Vector vector) {
        long from = vector.number("from");
        long to = vector.number("to");
        var old = vector.bytes("fromRoot");
        var root = vector.bytes("toRoot");
        var proof = vector.hashes("proof");

        assertThat(Proofs.verifyConsistency(from, old, to, root, proof))
                .isEqualTo(vector.is("holds"));
        assertThat(secondOpinion(from, old, to, root, proof)).isEqualTo(vector.is("holds"));
    }

    private static boolean secondOpinion(
            long from, Bytes old, long to, Bytes root, List<Bytes> proof) {
        if (from > to || proof.stream().anyMatch(hash -> hash.size() != 32)) {
            return false;
        }
        return from == 0 && to > 0
                ? proof.isEmpty() && old.equals(Bytes.empty().sha256())
                : Reference.rootsBy(from, to, old, proof).equals(List.of(old, root));
    }

    static Stream<Vector> checkpoints() {
        return vectors("checkpoints.json").stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checkpoints")
    void a_checkpoint_is_read_and_its_signatures_are_known(Vector vector) {
        var bytes = Change.content(vector.json());
        var read = new ArrayList<Checkpoint>();
        boolean accepted = refusal(() -> read.add(Checkpoint.parse(bytes))).isEmpty();

        assertThat(accepted).isEqualTo(vector.is("accept"));
        for (var head : read) {
            assertThat(head.bytes()).isEqualTo(bytes);
            assertThat(head.isSignedBy(NoteKey.parse(vector.text("log"))))
                    .isEqualTo(vector.is("signed"));
            assertThat(head.witnessedBy(NoteKey.parse(vector.text("witness"))))
                    .isEqualTo(
                            vector.json().containsKey("seen")
                                    ? Optional.of(Instant.ofEpochSecond(vector.number("seen")))
                                    : Optional.empty());
        }
    }

    static Stream<Vector> noteKeys() {
        return vectors("note-keys.json").stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noteKeys")
    void a_verifier_key_is_read_in_its_one_form_only(Vector vector) {
        assertThat(refusal(() -> NoteKey.parse(vector.text("line"))).isEmpty())
                .isEqualTo(vector.is("accept"));
    }

    static Stream<Vector> tilePaths() {
        return vectors("tile-paths.json").stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tilePaths")
    void a_file_of_the_log_has_one_name(Vector vector) {
        var found = TestTiles.named(vector.text("path"));

        assertThat(found.isPresent()).isEqualTo(vector.is("accept"));
        found.ifPresent(
                named ->
                        assertThat(named)
                                .isEqualTo(
                                        new TestTiles.Named(
                                                vector.text("level"),
                                                vector.number("index"),
                                                (int) vector.number("width"))));
    }

    static Stream<Vector> entries() {
        return vectors("entries.json").stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("entries")
    void a_bundle_of_leaves_is_cut_where_its_lengths_say(Vector vector) {
        var bundle = Bytes.fromHex(vector.text("hex"));
        var leaves = new ArrayList<Bytes>();
        boolean accepted = refusal(() -> leaves.addAll(TestTiles.unbundled(bundle))).isEmpty();

        assertThat(accepted).isEqualTo(vector.is("accept"));
        if (accepted) {
            assertThat(leaves.stream().map(Bytes::hex)).isEqualTo(vector.texts("leaves"));
            assertThat(leaves.stream().map(Merkle::leaf)).isEqualTo(vector.hashes("hashes"));
            assertThat(TestTiles.bundled(leaves)).isEqualTo(bundle);
        }
    }

    @Test
    void a_log_of_these_leaves_has_these_tiles(@TempDir Path directory) throws IOException {
        var tiles = vectors("tiles.json");
        var head = tiles.removeFirst();
        var leaves = new ArrayList<Bytes>();
        for (int i = 0; i < head.number("size"); i++) {
            leaves.add(Bytes.utf8("leaf " + i));
        }
        try (var log = TestTiles.logOf(directory, leaves)) {
            assertThat(log.checkpoint().root()).isEqualTo(head.bytes("root"));
            for (var tile : tiles) {
                var content = log.tile(tile.text("path")).orElseThrow();
                assertThat(content.size())
                        .as(tile.toString())
                        .isEqualTo((int) tile.number("bytes"));
                assertThat(content.sha256().hex())
                        .as(tile.toString())
                        .isEqualTo(tile.text("sha256"));
            }
        }
    }

    static Stream<Vector> timestamps() {
        return vectors("timestamps.json").stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("timestamps")
    void a_timestamp_holds_over_its_checkpoint_alone(Vector vector) {
        var found = new ArrayList<Instant>();
        var refusal =
                refusal(
                        () ->
                                found.add(
                                        Timestamps.check(
                                                        vector.bytes("token"),
                                                        Change.content(vector.json()))
                                                .time()));

        assertThat(refusal.isEmpty()).as(refusal.toString()).isEqualTo(vector.is("holds"));
        if (refusal.isEmpty()) {
            assertThat(found).containsExactly(Instant.parse(vector.text("time")));
        }
    }

    static Stream<Vector> receipts() {
        return vectors("receipts.json").stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("receipts")
    void each_part_of_a_receipt_stands_as_the_vector_says(Vector vector) {
        var anchor =
                vector.json().containsKey("anchor")
                        ? Optional.of(Anchor.parse(stored(vector.text("anchor"))))
                        : Optional.<Anchor>empty();
        var verdict = Verifier.verify(vector.edited(), anchor, Instant.parse(vector.text("now")));

        assertThat(standings(verdict)).isEqualTo(standings(vector));
        assertThat(verdict.exitStatus()).isEqualTo((int) vector.number("exit"));
    }

    private static Map<String, String> standings(Verdict verdict) {
        var standings = new TreeMap<String, String>();
        for (var finding : verdict.findings()) {
            standings.put(
                    finding.part().english(),
                    finding.standing() == Verdict.Standing.HOLDS
                            ? "holds"
                            : finding.standing() == Verdict.Standing.FAILS ? "fails" : "pending");
        }
        return standings;
    }

    private static Map<String, String> standings(Vector vector) {
        var standings = new TreeMap<String, String>();
        for (var standing : List.of("holds", "pending", "fails")) {
            vector.texts(standing).forEach(part -> standings.put(part, standing));
        }
        return standings;
    }
}
