package org.saphan.evidence.vectors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.log.Reference;

/// `inclusion.json` and `consistency.json`: proofs over a log whose leaf number i is the text `leaf i`,
/// good ones for many sizes, and the same with something wrong.
final class ProofVectors {

    private static final List<Integer> SIZES =
            List.of(
                    1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 255, 256,
                    257, 300);
    private static final List<Bytes> HASHES =
            IntStream.range(0, 300)
                    .mapToObj(i -> Reference.leafHash(Bytes.utf8("leaf " + i)))
                    .toList();
    private static final Reference TREE = new Reference(HASHES);
    private static final Bytes OTHER = Bytes.utf8("other").sha256();

    private final List<Map<String, Object>> vectors = new ArrayList<>();

    private ProofVectors() {}

    static List<Map<String, Object>> inclusion() {
        var all = new ProofVectors();
        for (int size : SIZES) {
            for (int index : places(size)) {
                all.included(
                        "leaf %d of %d".formatted(index, size),
                        HASHES.get(index),
                        index,
                        size,
                        TREE.root(size),
                        TREE.path(index, size),
                        true);
            }
        }
        for (int size : List.of(1, 2, 3, 7, 8, 257)) {
            for (int index : new TreeSet<>(List.of(0, size / 2, size - 1))) {
                all.notIncluded(index, size);
            }
        }
        all.vast();
        return all.vectors;
    }

    private static TreeSet<Integer> places(int size) {
        var places = new TreeSet<>(List.of(0, size / 3, size / 2, size - 1));
        if (size <= 9) {
            IntStream.range(0, size).forEach(places::add);
        }
        return places;
    }

    private void notIncluded(int index, int size) { // tidy: a list of cases
        var name = "leaf %d of %d, ".formatted(index, size);
        var hash = HASHES.get(index);
        var root = TREE.root(size);
        var path = TREE.path(index, size);
        included(name + "another leaf", OTHER, index, size, root, path, false);
        included(name + "another root", hash, index, size, OTHER, path, false);
        included(name + "index beyond the size", hash, size, size, root, path, false);
        included(name + "no size", hash, 0, 0, root, List.of(), false);
        included(name + "one hash more", hash, index, size, root, plus(path, OTHER), false);
        included(
                name + "a hash of 31 bytes more",
                hash,
                index,
                size,
                root,
                plus(path, OTHER.slice(0, 31)),
                false);
        included(
                name + "the leaf itself in place of its hash",
                Bytes.utf8("leaf " + index),
                index,
                size,
                root,
                path,
                false);
        if (size > 1) {
            included(
                    name + "the first hash missing",
                    hash,
                    index,
                    size,
                    root,
                    path.subList(1, path.size()),
                    false);
            included(
                    name + "the last hash missing",
                    hash,
                    index,
                    size,
                    root,
                    path.subList(0, path.size() - 1),
                    false);
            included(
                    name + "the first hash another",
                    hash,
                    index,
                    size,
                    root,
                    changed(path, 0, OTHER),
                    false);
            included(
                    name + "the last hash another",
                    hash,
                    index,
                    size,
                    root,
                    changed(path, path.size() - 1, OTHER),
                    false);
            included(
                    name + "the first hash cut",
                    hash,
                    index,
                    size,
                    root,
                    changed(path, 0, path.getFirst().slice(0, 31)),
                    false);
            included(
                    name + "its neighbour's place",
                    hash,
                    index == 0 ? 1 : index - 1,
                    size,
                    root,
                    path,
                    false);
            if (path.size() > 1) {
                included(
                        name + "the path reversed",
                        hash,
                        index,
                        size,
                        root,
                        path.reversed(),
                        false);
            }
        }
    }

    /// Sizes that nobody holds in memory: the hashes are made up, and the root follows from them.
    private void vast() {
        for (var of :
                List.of(
                        new long[] {0, 1L << 40},
                        new long[] {(1L << 40) - 1, 1L << 40},
                        new long[] {1L << 40, (1L << 40) + 1},
                        new long[] {123_456_789_012L, 999_999_999_999L},
                        new long[] {999_999_999_999_999_998L, 999_999_999_999_999_999L})) {
            long index = of[0];
            long size = of[1];
            var path = new ArrayList<Bytes>();
            while (Reference.rootBy(OTHER, index, size, path).isEmpty()) {
                path.add(HASHES.get(path.size()));
            }
            var root = Reference.rootBy(OTHER, index, size, path).getFirst();
            included("leaf %d of %d".formatted(index, size), OTHER, index, size, root, path, true);
            included(
                    "leaf %d of %d, one hash more".formatted(index, size),
                    OTHER,
                    index,
                    size,
                    root,
                    plus(path, OTHER),
                    false);
            included(
                    "leaf %d of %d, the last hash missing".formatted(index, size),
                    OTHER,
                    index,
                    size,
                    root,
                    path.subList(0, path.size() - 1),
                    false);
        }
    }

    static List<Map<String, Object>> consistency() {
        var all = new ProofVectors();
        for (int to : SIZES) {
            for (int from : froms(to)) {
                all.consistent(
                        "%d to %d".formatted(from, to),
                        from,
                        TREE.root(from),
                        to,
                        TREE.root(to),
                        TREE.proof(from, to),
                        true);
            }
        }
        for (var of :
                List.of(
                        new int[] {1, 2},
                        new int[] {2, 3},
                        new int[] {3, 4},
                        new int[] {4, 7},
                        new int[] {6, 8},
                        new int[] {7, 8},
                        new int[] {128, 257},
                        new int[] {255, 256})) {
            all.notConsistent(of[0], of[1]);
        }
        all.edges();
        return all.vectors;
    }

    private static TreeSet<Integer> froms(int to) {
        var froms = new TreeSet<>(List.of(0, 1, to / 2, to - 1, to));
        froms.add(Integer.highestOneBit(to));
        if (to <= 9) {
            IntStream.range(0, to).forEach(froms::add);
        }
        return froms;
    }

    private void notConsistent(int from, int to) {
        var name = "%d to %d, ".formatted(from, to);
        var old = TREE.root(from);
        var root = TREE.root(to);
        var proof = TREE.proof(from, to);
        consistent(name + "another old root", from, OTHER, to, root, proof, false);
        consistent(name + "another new root", from, old, to, OTHER, proof, false);
        consistent(name + "roots exchanged", from, root, to, old, proof, false);
        consistent(name + "sizes exchanged", to, old, from, root, proof, false);
        consistent(name + "one hash more", from, old, to, root, plus(proof, OTHER), false);
        consistent(
                name + "the first hash missing",
                from,
                old,
                to,
                root,
                proof.subList(1, proof.size()),
                false);
        consistent(
                name + "the last hash missing",
                from,
                old,
                to,
                root,
                proof.subList(0, proof.size() - 1),
                false);
        for (int i = 0; i < proof.size(); i++) {
            consistent(
                    name + "hash %d another".formatted(i),
                    from,
                    old,
                    to,
                    root,
                    changed(proof, i, OTHER),
                    false);
        }
        consistent(
                name + "the first hash cut",
                from,
                old,
                to,
                root,
                changed(proof, 0, proof.getFirst().slice(0, 31)),
                false);
        if (Integer.bitCount(from) == 1) {
            // RFC 9162 leaves the old root out here; a proof that has it is another proof.
            var longer = new ArrayList<>(List.of(old));
            longer.addAll(proof);
            consistent(name + "the old root in front", from, old, to, root, longer, false);
        }
    }

    private void edges() {
        consistent("0 to 5, not the empty root", 0, OTHER, 5, TREE.root(5), List.of(), false);
        consistent(
                "0 to 5, with a hash",
                0,
                TREE.root(0),
                5,
                TREE.root(5),
                List.of(TREE.root(5)),
                false);
        consistent(
                "5 to 5, with a hash",
                5,
                TREE.root(5),
                5,
                TREE.root(5),
                List.of(TREE.root(5)),
                false);
        consistent("5 to 5, two roots", 5, TREE.root(5), 5, TREE.root(4), List.of(), false);
        consistent("0 to 0", 0, TREE.root(0), 0, TREE.root(0), List.of(), true);
        consistent("3 to 5, no hash", 3, TREE.root(3), 5, TREE.root(5), List.of(), false);
    }

    private static List<Bytes> plus(List<Bytes> list, Bytes more) {
        var all = new ArrayList<>(list);
        all.add(more);
        return all;
    }

    private static List<Bytes> changed(List<Bytes> list, int index, Bytes other) {
        var all = new ArrayList<>(list);
        all.set(index, other);
        return all;
    }

    private void included(
            String name,
            Bytes hash,
            long index,
            long size,
            Bytes root,
            List<Bytes> path,
            boolean holds) {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("name", name);
        vector.put("leafHash", hash.base64());
        vector.put("index", index);
        vector.put("size", size);
        vector.put("root", root.base64());
        vector.put("path", path.stream().map(Bytes::base64).toList());
        vector.put("holds", holds);
        vectors.add(vector);
    }

    private void consistent(
            String name,
            long from,
            Bytes old,
            long to,
            Bytes root,
            List<Bytes> proof,
            boolean holds) {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("name", name);
        vector.put("from", from);
        vector.put("fromRoot", old.base64());
        vector.put("to", to);
        vector.put("toRoot", root.base64());
        vector.put("proof", proof.stream().map(Bytes::base64).toList());
        vector.put("holds", holds);
        vectors.add(vector);
    }
}
