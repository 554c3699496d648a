package org.saphan.evidence;

import java.util.ArrayList;
import java.util.List;

/// RFC 6962 §2.1 hashing, and trees small enough to be held in memory: the statements of one batch.
public final class Merkle {

    private Merkle() {}

    public static Bytes leaf(Bytes content) {
        var sha256 = Bytes.newSha256();
        sha256.update((byte) 0);
        sha256.update(content.unsafe());
        return Bytes.owning(sha256.digest());
    }

    public static Bytes node(Bytes left, Bytes right) {
        var sha256 = Bytes.newSha256();
        sha256.update((byte) 1);
        sha256.update(left.unsafe());
        sha256.update(right.unsafe());
        return Bytes.owning(sha256.digest());
    }

    public static Bytes root(List<Bytes> hashes) {
        if (hashes.size() == 1) {
            return hashes.getFirst();
        }
        int split = Integer.highestOneBit(hashes.size() - 1);
        return node(root(hashes.subList(0, split)), root(hashes.subList(split, hashes.size())));
    }

    /// The neighbours on the way from this leaf up to the root, lowest first.
    public static List<Bytes> path(List<Bytes> hashes, int index) {
        var path = new ArrayList<Bytes>();
        collect(hashes, index, path);
        return List.copyOf(path);
    }

    private static void collect(List<Bytes> hashes, int index, List<Bytes> path) {
        if (hashes.size() == 1) {
            return;
        }
        int split = Integer.highestOneBit(hashes.size() - 1);
        var left = hashes.subList(0, split);
        var right = hashes.subList(split, hashes.size());
        if (index < split) {
            collect(left, index, path);
            path.add(root(right));
        } else {
            collect(right, index - split, path);
            path.add(root(left));
        }
    }

    /// How many neighbours stand on the way from this leaf up to the root.
    static int pathLength(long index, long size) {
        long position = index;
        long last = size - 1;
        int length = 0;
        while (last > 0) {
            if (position == last) {
                int lonely = Long.numberOfTrailingZeros(position);
                position >>= lonely;
                last >>= lonely;
            }
            position >>= 1;
            last >>= 1;
            length++;
        }
        return length;
    }

    /// The root that this path leads to (RFC 9162 §2.1.3.2). Refuses a path of the wrong length.
    public static Bytes rootBy(Bytes hash, long index, long size, List<Bytes> path) {
        if (index < 0 || index >= size) {
            throw new MalformedText("index", "not below the size");
        }
        long position = index;
        long last = size - 1;
        var root = hash;
        for (var neighbour : path) {
            if (last == 0) {
                throw new MalformedText("path", "too long");
            }
            if (position % 2 == 1 || position == last) {
                root = node(neighbour, root);
                while (position % 2 == 0 && position != 0) {
                    position >>= 1;
                    last >>= 1;
                }
            } else {
                root = node(root, neighbour);
            }
            position >>= 1;
            last >>= 1;
        }
        if (last != 0) {
            throw new MalformedText("path", "too short");
        }
        return root;
    }
}
