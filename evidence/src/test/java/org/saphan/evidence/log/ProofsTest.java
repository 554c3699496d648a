package org.saphan.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.saphan.evidence.Bytes;

class ProofsTest {

    private final List<Bytes> hashes =
            IntStream.range(0, 300)
                    .mapToObj(i -> Reference.leafHash(Bytes.utf8("leaf " + i)))
                    .toList();

    private final Reference reference = new Reference(hashes);

    private final List<Bytes> roots =
            IntStream.rangeClosed(0, 300).mapToObj(n -> reference.root(n)).toList();

    @Test
    void every_pair_of_sizes_to_100_is_consistent_by_its_proof_and_by_no_other() {
        for (int n = 0; n <= 100; n++) {
            for (int m = 0; m <= n; m++) {
                var proof = reference.proof(m, n);
                assertThat(Proofs.verifyConsistency(m, roots.get(m), n, roots.get(n), proof))
                        .isTrue();
                if (0 < m && m < n) {
                    assertNothingElseHolds(m, n, proof);
                }
            }
        }
    }

    private void assertNothingElseHolds(int m, int n, List<Bytes> proof) {
        var wrong = hashes.get(299);
        assertThat(holds(m, n, wrong, roots.get(n), proof)).isFalse();
        assertThat(holds(m, n, roots.get(m), wrong, proof)).isFalse();
        assertThat(holds(m, n, roots.get(m), roots.get(n), proof.subList(1, proof.size())))
                .isFalse();
        var longer = new ArrayList<>(proof);
        longer.add(wrong);
        assertThat(holds(m, n, roots.get(m), roots.get(n), longer)).isFalse();
        for (int i = 0; i < proof.size(); i++) {
            var changed = new ArrayList<>(proof);
            changed.set(i, wrong);
            assertThat(holds(m, n, roots.get(m), roots.get(n), changed)).isFalse();
        }
    }

    private static boolean holds(long m, long n, Bytes old, Bytes root, List<Bytes> proof) {
        return Proofs.verifyConsistency(m, old, n, root, proof);
    }

    @Test
    void the_second_verifier_agrees_about_proofs_of_random_shape() {
        var random = new Random(7);
        for (int round = 0; round < 3_000; round++) {
            int n = 2 + random.nextInt(298);
            int m = 1 + random.nextInt(n - 1);
            var proof = new ArrayList<>(reference.proof(m, n));
            switch (random.nextInt(4)) {
                case 0 -> proof.removeLast();
                case 1 -> proof.add(random.nextInt(proof.size() + 1), hashes.get(m));
                case 2 -> proof.set(random.nextInt(proof.size()), roots.get(n));
                default -> {}
            }
            var found = Reference.rootsBy(m, n, roots.get(m), proof);
            boolean expected = found.equals(List.of(roots.get(m), roots.get(n)));
            assertThat(holds(m, n, roots.get(m), roots.get(n), proof)).isEqualTo(expected);
        }
    }

    @Test
    void nothing_is_consistent_with_sizes_that_cannot_be() {
        assertThat(holds(-1, 3, roots.get(1), roots.get(3), List.of())).isFalse();
        assertThat(holds(4, 3, roots.get(4), roots.get(3), List.of())).isFalse();
        assertThat(holds(0, 3, roots.get(1), roots.get(3), List.of())).isFalse();
        assertThat(holds(2, 3, roots.get(2), roots.get(3), List.of(Bytes.of((byte) 1)))).isFalse();
    }

    @Test
    void every_leaf_is_included_by_its_path_and_by_no_other() {
        for (int n : List.of(1, 2, 3, 7, 8, 9, 255, 256, 257, 300)) {
            for (int m = 0; m < n; m += 1 + n / 40) {
                var path = reference.path(m, n);
                var hash = hashes.get(m);
                var root = roots.get(n);
                assertThat(Proofs.verifyInclusion(hash, m, n, root, path)).isTrue();
                assertThat(Proofs.verifyInclusion(root.sha256(), m, n, root, path)).isFalse();
                assertThat(Proofs.verifyInclusion(hash, m, n, hash.sha256(), path)).isFalse();
                assertThat(Proofs.verifyInclusion(hash, n, n, root, path)).isFalse();
                if (n > 1) {
                    var shorter = path.subList(1, path.size());
                    assertThat(Proofs.verifyInclusion(hash, m, n, root, shorter)).isFalse();
                }
            }
        }
    }
}
