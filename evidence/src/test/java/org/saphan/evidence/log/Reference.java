package org.saphan.evidence.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.saphan.evidence.Bytes;

/// RFC 6962 §2.1 written down a second time, straight from its text, for the tests to compare with.
/// It shares no code with the log: lists, slices and SHA-256 only.
final class Reference {

    private Reference() {}

    static byte[] sha256(byte prefix, byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(prefix);
            for (var part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static Bytes leafHash(Bytes leaf) {
        return Bytes.of(sha256((byte) 0, leaf.array()));
    }

    private static Bytes pair(Bytes left, Bytes right) {
        return Bytes.of(sha256((byte) 1, left.array(), right.array()));
    }

    /// "k is the largest power of two smaller than n"
    private static int k(int n) {
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
    }

    /// MTH(D[n]), over leaf hashes.
    static Bytes mth(List<Bytes> d) {
        if (d.isEmpty()) {
            return Bytes.empty().sha256();
        }
        if (d.size() == 1) {
            return d.get(0);
        }
        int k = k(d.size());
        return pair(mth(d.subList(0, k)), mth(d.subList(k, d.size())));
    }

    /// PATH(m, D[n])
    static List<Bytes> path(int m, List<Bytes> d) {
        if (d.size() == 1) {
            return List.of();
        }
        int k = k(d.size());
        return m < k
                ? plus(path(m, d.subList(0, k)), mth(d.subList(k, d.size())))
                : plus(path(m - k, d.subList(k, d.size())), mth(d.subList(0, k)));
    }

    /// PROOF(m, D[n]) = SUBPROOF(m, D[n], true)
    static List<Bytes> proof(int m, List<Bytes> d) {
        return m == 0 ? List.of() : subproof(m, d, true);
    }

    private static List<Bytes> subproof(int m, List<Bytes> d, boolean b) {
        int n = d.size();
        if (m == n) {
            return b ? List.of() : List.of(mth(d));
        }
        int k = k(n);
        return m <= k
                ? plus(subproof(m, d.subList(0, k), b), mth(d.subList(k, n)))
                : plus(subproof(m - k, d.subList(k, n), false), mth(d.subList(0, k)));
    }

    private static List<Bytes> plus(List<Bytes> list, Bytes last) {
        var all = new ArrayList<>(list);
        all.add(last);
        return all;
    }

    /// Both roots that a consistency proof of two sizes leads to, found by walking the same recursion
    /// as [#proof] and taking the hashes from the end: [0] of the older tree, [1] of the newer.
    static List<Bytes> rootsBy(long m, long n, Bytes oldRoot, List<Bytes> proof) {
        var rest = new ArrayList<>(proof);
        var roots = walk(m, n, true, oldRoot, rest);
        return rest.isEmpty() ? roots : List.of();
    }

    private static List<Bytes> walk(
            long m, long n, boolean b, Bytes oldRoot, ArrayList<Bytes> rest) {
        if (m == n) {
            if (b) {
                return List.of(oldRoot, oldRoot);
            }
            if (rest.isEmpty()) {
                return List.of();
            }
            var hash = rest.removeLast();
            return List.of(hash, hash);
        }
        if (rest.isEmpty()) {
            return List.of();
        }
        long k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        var other = rest.removeLast();
        var inner =
                m <= k ? walk(m, k, b, oldRoot, rest) : walk(m - k, n - k, false, oldRoot, rest);
        if (inner.isEmpty()) {
            return List.of();
        }
        return m <= k
                ? List.of(inner.get(0), pair(inner.get(1), other))
                : List.of(pair(other, inner.get(0)), pair(other, inner.get(1)));
    }
}
