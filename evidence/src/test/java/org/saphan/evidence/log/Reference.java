package org.saphan.evidence.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.saphan.evidence.Bytes;

/// RFC 6962 §2.1 written down a second time, straight from its text, for the tests to compare with.
/// It shares no code with the log: recursion over ranges of leaf hashes, and SHA-256. Subtrees are
/// remembered, so that all proofs of all sizes to some hundreds can be compared.
public final class Reference {

    private record Range(int from, int to) {}

    private final List<Bytes> hashes;
    private final Map<Range, Bytes> remembered = new HashMap<>();

    public Reference(List<Bytes> hashes) {
        this.hashes = hashes;
    }

    public static Bytes leafHash(Bytes leaf) {
        return sha256((byte) 0, leaf);
    }

    private static Bytes pair(Bytes left, Bytes right) {
        return sha256((byte) 1, left, right);
    }

    private static Bytes sha256(byte prefix, Bytes... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(prefix);
            for (var part : parts) {
                digest.update(part.array());
            }
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /// "k is the largest power of two smaller than n"
    private static long k(long n) {
        long k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
    }

    /// MTH(D[n])
    public Bytes root(int n) {
        return n == 0 ? Bytes.empty().sha256() : mth(0, n);
    }

    /// MTH(D[from:to])
    public Bytes mth(int from, int to) {
        var range = new Range(from, to);
        var known = remembered.get(range);
        if (known != null) {
            return known;
        }
        int n = to - from;
        int k = (int) k(n);
        var hash = n == 1 ? hashes.get(from) : pair(mth(from, from + k), mth(from + k, to));
        remembered.put(range, hash);
        return hash;
    }

    /// PATH(m, D[n])
    public List<Bytes> path(int m, int n) {
        return path(m, 0, n);
    }

    private List<Bytes> path(int m, int from, int to) {
        if (to - from == 1) {
            return List.of();
        }
        int k = (int) k(to - from);
        return m < k
                ? plus(path(m, from, from + k), mth(from + k, to))
                : plus(path(m - k, from + k, to), mth(from, from + k));
    }

    /// PROOF(m, D[n]) = SUBPROOF(m, D[n], true)
    public List<Bytes> proof(int m, int n) {
        return m == 0 ? List.of() : subproof(m, 0, n, true);
    }

    private List<Bytes> subproof(int m, int from, int to, boolean b) {
        int n = to - from;
        if (m == n) {
            return b ? List.of() : List.of(mth(from, to));
        }
        int k = (int) k(n);
        return m <= k
                ? plus(subproof(m, from, from + k, b), mth(from + k, to))
                : plus(subproof(m - k, from + k, to, false), mth(from, from + k));
    }

    private static List<Bytes> plus(List<Bytes> list, Bytes last) {
        var all = new ArrayList<>(list);
        all.add(last);
        return all;
    }

    /// The root of n leaves that this path leads to from leaf m, or empty when its length is wrong.
    public static List<Bytes> rootBy(Bytes leafHash, long m, long n, List<Bytes> path) {
        if (n == 1) {
            return path.isEmpty() ? List.of(leafHash) : List.of();
        }
        if (path.isEmpty()) {
            return List.of();
        }
        long k = k(n);
        var last = path.getLast();
        var rest = path.subList(0, path.size() - 1);
        return m < k
                ? rootBy(leafHash, m, k, rest).stream().map(hash -> pair(hash, last)).toList()
                : rootBy(leafHash, m - k, n - k, rest).stream()
                        .map(hash -> pair(last, hash))
                        .toList();
    }

    /// Both roots that a consistency proof leads to, the older first, or empty when its length is
    /// wrong. Walks the recursion of PROOF and takes the hashes from the end.
    public static List<Bytes> rootsBy(long m, long n, Bytes oldRoot, List<Bytes> proof) {
        var rest = new ArrayList<>(proof);
        var roots = walk(m, n, true, oldRoot, rest);
        return rest.isEmpty() ? roots : List.of();
    }

    private static List<Bytes> walk(
            long m, long n, boolean b, Bytes oldRoot, ArrayList<Bytes> rest) {
        if (m == n && b) {
            return List.of(oldRoot, oldRoot);
        }
        if (rest.isEmpty()) {
            return List.of();
        }
        var hash = rest.removeLast();
        if (m == n) {
            return List.of(hash, hash);
        }
        long k = k(n);
        var inner =
                m <= k ? walk(m, k, b, oldRoot, rest) : walk(m - k, n - k, false, oldRoot, rest);
        if (inner.isEmpty()) {
            return List.of();
        }
        return m <= k
                ? List.of(inner.get(0), pair(inner.get(1), hash))
                : List.of(pair(hash, inner.get(0)), pair(hash, inner.get(1)));
    }
}
