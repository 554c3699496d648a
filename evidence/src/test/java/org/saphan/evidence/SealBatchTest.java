package org.saphan.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealBatchTest {

    private static final KeyPair KEYS = keys();
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-24T03:00:00Z"), ZoneOffset.UTC);
    private static final Sealer SEALER =
            new Sealer(
                    "TH/GOV/OIC",
                    Bytes.of(KEYS.getPublic().getEncoded()).sha256(),
                    "Ed25519",
                    SealBatchTest::sign,
                    CLOCK);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 100})
    void every_text_of_a_batch_leads_to_the_one_signature(int size) {
        var texts = IntStream.range(0, size).mapToObj(i -> Bytes.utf8("text " + i)).toList();
        var seals = SEALER.sealAll(texts);
        for (int i = 0; i < size; i++) {
            assertThat(seals.get(i).signature()).isEqualTo(seals.getFirst().signature());
            assertThat(verifies(seals.get(i), texts.get(i))).isTrue();
            assertThat(verifies(seals.get(i), Bytes.utf8("another text"))).isFalse();
            assertThat(Seal.parse(seals.get(i).bytes())).isEqualTo(seals.get(i));
        }
    }

    @Test
    void a_seal_moved_to_another_place_of_its_batch_does_not_hold() {
        var texts = List.of(Bytes.utf8("a"), Bytes.utf8("b"), Bytes.utf8("c"));
        var seals = SEALER.sealAll(texts);
        assertThat(verifies(seals.get(1), texts.get(0))).isFalse();
    }

    @Test
    void a_path_too_long_or_too_short_is_refused() {
        var seal = SEALER.sealAll(List.of(Bytes.utf8("a"), Bytes.utf8("b"))).getFirst();
        assertThatThrownBy(() -> withPath(seal, List.of()).batchText(Bytes.utf8("a")))
                .isInstanceOf(MalformedText.class);
        var twice = List.of(seal.path().getFirst(), seal.path().getFirst());
        assertThatThrownBy(() -> withPath(seal, twice).batchText(Bytes.utf8("a")))
                .isInstanceOf(MalformedText.class);
    }

    @Test
    void an_interior_hash_never_passes_for_a_text() {
        var texts = List.of(Bytes.utf8("a"), Bytes.utf8("b"));
        var seal = SEALER.sealAll(texts).getFirst();
        var node =
                Bytes.of((byte) 1)
                        .concat(Merkle.leaf(texts.get(0)))
                        .concat(Merkle.leaf(texts.get(1)));
        var forged =
                new Seal(
                        seal.signer(),
                        seal.key(),
                        seal.algorithm(),
                        seal.time(),
                        1,
                        0,
                        List.of(),
                        seal.signature());
        assertThat(verifies(forged, node)).isFalse();
    }

    private static Seal withPath(Seal seal, List<Bytes> path) {
        return new Seal(
                seal.signer(),
                seal.key(),
                seal.algorithm(),
                seal.time(),
                seal.size(),
                seal.index(),
                path,
                seal.signature());
    }

    private static boolean verifies(Seal seal, Bytes text) {
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KEYS.getPublic());
            verifier.update(seal.batchText(text).unsafe());
            return verifier.verify(seal.signature().unsafe());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Bytes sign(Bytes text) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(KEYS.getPrivate());
            signer.update(text.unsafe());
            return Bytes.owning(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
