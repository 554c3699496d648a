package org.saphan.evidence.receipt;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.saphan.evidence.Bytes;

/// RFC 6962 §2.1.1 read once more, recursively, by other means than the module's own code.
final class SecondVerifier {

    private SecondVerifier() {}

    static Bytes root(Bytes leaf, long index, long size, List<Bytes> path) throws AssertionError {
        return climb(hash((byte) 0, leaf.array()), index, size, new ArrayList<>(path));
    }

    /// The audit path's last entry belongs to the topmost split.
    private static Bytes climb(Bytes leaf, long index, long size, List<Bytes> path) {
        if (size == 1) {
            return leaf;
        }
        var top = path.removeLast();
        long k = 1;
        while (k * 2 < size) {
            k *= 2;
        }
        return index < k
                ? pair(climb(leaf, index, k, path), top)
                : pair(top, climb(leaf, index - k, size - k, path));
    }

    private static Bytes pair(Bytes left, Bytes right) {
        return hash((byte) 1, left.concat(right).array());
    }

    private static Bytes hash(byte prefix, byte[] content) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(prefix);
            return Bytes.of(sha.digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
