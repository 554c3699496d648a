package org.saphan.evidence.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Merkle;

/// The Merkle tree (RFC 6962 §2.1) over everything durable. Hashes that already stand in full tiles
/// are read from there; only the rest is in memory. Not safe for threads; the log guards it.
final class Tree {

    /// Full tiles that are durable.
    interface Source {

        Bytes tile(int level, long index) throws IOException;
    }

    private static final int CACHED_TILES = 64;

    /// The hashes of one level from a tile boundary on: of leaves at level 0, of full tiles above.
    private static final class Level {

        private long from;
        private final List<Bytes> hashes = new ArrayList<>();

        private long end() {
            return from + hashes.size();
        }
    }

    private final Source source;
    private final List<Level> levels = new ArrayList<>();
    private final Map<String, Bytes> cache =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bytes> eldest) {
                    return size() > CACHED_TILES;
                }
            };

    private Tree(Source source) {
        this.source = source;
    }

    /// The tree of the first `leaves` leaves, a multiple of 256, all of whose full tiles are durable.
    static Tree resume(long leaves, Source source) throws IOException {
        var tree = new Tree(source);
        long count = leaves;
        for (int level = 0; level == 0 || count > 0; level++) {
            var kept = new Level();
            kept.from = count / Tiles.WIDTH * Tiles.WIDTH;
            tree.levels.add(kept);
            for (long i = kept.from; i < count && level > 0; i++) {
                kept.hashes.add(Merkle.root(Tiles.split(source.tile(level - 1, i))));
            }
            count /= Tiles.WIDTH;
        }
        return tree;
    }

    long size() {
        return levels.getFirst().end();
    }

    void append(Bytes leafHash) {
        var hash = leafHash;
        for (int level = 0; ; level++) {
            if (level == levels.size()) {
                levels.add(new Level());
            }
            var kept = levels.get(level);
            kept.hashes.add(hash);
            if (kept.end() % Tiles.WIDTH != 0) {
                return;
            }
            int size = kept.hashes.size();
            hash = Merkle.root(kept.hashes.subList(size - Tiles.WIDTH, size));
        }
    }

    /// Full tiles that lie before this leaf, lowest level first, and are still in memory.
    List<Tiles.Address> fullTilesUpTo(long leaves) {
        var full = new ArrayList<Tiles.Address>();
        long count = leaves;
        for (int level = 0; level < levels.size(); level++) {
            count = level == 0 ? leaves : count / Tiles.WIDTH;
            for (long tile = levels.get(level).from / Tiles.WIDTH;
                    (tile + 1) * Tiles.WIDTH <= count;
                    tile++) {
                full.add(new Tiles.Address(level, tile, Tiles.WIDTH));
            }
        }
        return full;
    }

    /// The tile is durable now and need not be in memory.
    void forget(Tiles.Address tile) {
        var kept = levels.get(tile.level());
        if (kept.from == tile.index() * Tiles.WIDTH && kept.hashes.size() >= Tiles.WIDTH) {
            kept.hashes.subList(0, Tiles.WIDTH).clear();
            kept.from += Tiles.WIDTH;
        }
    }

    /// A tile, or its beginning.
    Bytes tile(Tiles.Address address) throws IOException {
        var hashes = new ArrayList<Bytes>(address.width());
        long first = address.index() * Tiles.WIDTH;
        for (int i = 0; i < address.width(); i++) {
            hashes.add(hash(address.level(), first + i));
        }
        return Tiles.join(hashes);
    }

    Bytes leafHash(long index) throws IOException {
        return hash(0, index);
    }

    Bytes root(long size) throws IOException {
        requireSize(size);
        return size == 0 ? Bytes.empty().sha256() : range(0, size);
    }

    /// RFC 9162 §2.1.3.1, lowest neighbour first.
    List<Bytes> inclusion(long index, long size) throws IOException {
        requireSize(size);
        if (index < 0 || index >= size) {
            throw new MalformedText("index", "not below the size");
        }
        var path = new ArrayList<Bytes>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + Long.highestOneBit(to - from - 1);
            if (index < middle) {
                path.add(range(middle, to));
                to = middle;
            } else {
                path.add(range(from, middle));
                from = middle;
            }
        }
        return path.reversed();
    }

    /// RFC 9162 §2.1.4.1. Empty when either tree is empty or both are the same.
    List<Bytes> consistency(long old, long size) throws IOException {
        requireSize(size);
        if (old < 0 || old > size) {
            throw new MalformedText("size", "not up to the newer one");
        }
        var proof = new ArrayList<Bytes>();
        if (old > 0 && old < size) {
            collect(old, 0, size, true, proof);
        }
        return proof;
    }

    private void collect(long old, long from, long to, boolean whole, List<Bytes> proof)
            throws IOException {
        if (old == to - from) {
            if (!whole) {
                proof.add(range(from, to));
            }
            return;
        }
        long split = Long.highestOneBit(to - from - 1);
        if (old <= split) {
            collect(old, from, from + split, whole, proof);
            proof.add(range(from + split, to));
        } else {
            collect(old - split, from + split, to, false, proof);
            proof.add(range(from, from + split));
        }
    }

    private Bytes range(long from, long to) throws IOException {
        long width = to - from;
        if (Long.bitCount(width) == 1) {
            int height = Long.numberOfTrailingZeros(width);
            return node(height, from >> height);
        }
        long split = Long.highestOneBit(width - 1);
        return Merkle.node(range(from, from + split), range(from + split, to));
    }

    /// The hash of a whole subtree of 2^height leaves.
    private Bytes node(int height, long index) throws IOException {
        if (height % 8 == 0) {
            int level = height / 8;
            if (level < levels.size() && index < levels.get(level).end()) {
                return hash(level, index);
            }
        }
        return Merkle.node(node(height - 1, index * 2), node(height - 1, index * 2 + 1));
    }

    private Bytes hash(int level, long index) throws IOException {
        var kept = levels.get(level);
        if (index >= kept.from) {
            return kept.hashes.get((int) (index - kept.from));
        }
        var tile = cached(level, index / Tiles.WIDTH);
        int at = (int) (index % Tiles.WIDTH) * Tiles.HASH;
        return tile.slice(at, at + Tiles.HASH);
    }

    private Bytes cached(int level, long index) throws IOException {
        var key = level + "/" + index;
        var tile = cache.get(key);
        if (tile == null) {
            tile = source.tile(level, index);
            cache.put(key, tile);
        }
        return tile;
    }

    private void requireSize(long size) {
        if (size < 0 || size > size()) {
            throw new MalformedText("size", "beyond the tree");
        }
    }
}
