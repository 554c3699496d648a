package org.saphan.evidence.log;

import java.util.ArrayList;
import java.util.List;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Merkle;

/// Checks what a log proves, with nothing but the proof and the roots that the checker holds.
public final class Proofs {

    /// No tree that anybody can count has longer proofs.
    static final int MAX_HASHES = 63;

    private Proofs() {}

    /// Is the leaf with this hash in the tree with this root? (RFC 9162 §2.1.3.2)
    public static boolean verifyInclusion(
            Bytes leafHash, long index, long size, Bytes root, List<Bytes> path) {
        try {
            return areHashes(path)
                    && leafHash.size() == Tiles.HASH
                    && Merkle.rootBy(leafHash, index, size, path).equals(root);
        } catch (MalformedText e) {
            return false;
        }
    }

    /// Does the tree of `to` leaves begin with the tree of `from` leaves? (RFC 9162 §2.1.4.2)
    ///
    /// Every tree begins with the empty one, and a tree with itself; both are proved by no hash at all.
    public static boolean verifyConsistency(
            long from, Bytes fromRoot, long to, Bytes toRoot, List<Bytes> proof) {
        if (from < 0 || from > to || !areHashes(proof)) {
            return false;
        }
        if (from == to) {
            return proof.isEmpty() && fromRoot.equals(toRoot);
        }
        if (from == 0) {
            return proof.isEmpty() && fromRoot.equals(emptyRoot());
        }
        return !proof.isEmpty() && leadsToBoth(from, fromRoot, to, toRoot, proof);
    }

    /// The root of a tree without leaves (RFC 9162 §2.1.1).
    static Bytes emptyRoot() {
        return Bytes.empty().sha256();
    }

    private static boolean areHashes(List<Bytes> proof) {
        return proof.size() <= MAX_HASHES
                && proof.stream().allMatch(hash -> hash.size() == Tiles.HASH);
    }

    /// The names fn, sn, fr and sr are the RFC's, so that the two can be read side by side.
    private static boolean leadsToBoth(
            long from, Bytes fromRoot, long to, Bytes toRoot, List<Bytes> proof) {
        var hashes = new ArrayList<>(proof);
        if (Long.bitCount(from) == 1) {
            // The older tree is a whole subtree of the newer, so its root is not sent again.
            hashes.addFirst(fromRoot);
        }
        int right = Long.numberOfTrailingZeros(~(from - 1));
        long fn = (from - 1) >> right;
        long sn = (to - 1) >> right;
        var fr = hashes.getFirst();
        var sr = fr;
        for (var hash : hashes.subList(1, hashes.size())) {
            if (sn == 0) {
                return false;
            }
            if (fn % 2 == 1 || fn == sn) {
                fr = Merkle.node(hash, fr);
                sr = Merkle.node(hash, sr);
                while (fn % 2 == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = Merkle.node(sr, hash);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && fr.equals(fromRoot) && sr.equals(toRoot);
    }
}
