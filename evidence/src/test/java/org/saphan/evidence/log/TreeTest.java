package org.saphan.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Merkle;

/// The tree and its tiles beside the definitions of RFC 6962 and C2SP `tlog-tiles`.
class TreeTest {

    private static final int LARGE = 70_000;

    private static List<Bytes> hashes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Reference.leafHash(Bytes.utf8("leaf " + i)))
                .toList();
    }

    private static Tree tree(List<Bytes> hashes) throws IOException {
        var tree = Tree.resume(0, TreeTest::none);
        hashes.forEach(tree::append);
        return tree;
    }

    private static Bytes none(int level, long index) {
        throw new AssertionError("no tile was forgotten: " + level + "/" + index);
    }

    @Test
    void every_root_path_and_proof_of_every_size_to_300_is_the_one_that_the_rfc_defines()
            throws IOException {
        var hashes = hashes(300);
        var reference = new Reference(hashes);
        var tree = tree(hashes);
        for (int n = 0; n <= 300; n++) {
            assertThat(tree.root(n)).isEqualTo(reference.root(n));
            for (int m = 0; m < n; m += n <= 80 ? 1 : 13) {
                compare(tree, reference, hashes.get(m), m, n);
            }
        }
    }

    private static void compare(Tree tree, Reference reference, Bytes hash, int m, int n)
            throws IOException {
        var path = tree.inclusion(m, n);
        var proof = tree.consistency(m, n);
        var same = path.equals(reference.path(m, n)) && proof.equals(reference.proof(m, n));
        if (!same) {
            throw new AssertionError("the proofs of " + m + " in " + n + " differ");
        }
        if (n % 10 == 0) {
            assertThat(Reference.rootBy(hash, m, n, path)).containsExactly(reference.root(n));
            assertThat(Merkle.rootBy(hash, m, n, path)).isEqualTo(reference.root(n));
        }
    }

    @Test
    void proofs_of_a_large_tree_are_the_same_from_memory_and_from_tiles() throws IOException {
        var hashes = hashes(LARGE);
        var reference = new Reference(hashes);
        var whole = tree(hashes);
        var tiles = new HashMap<Tiles.Address, Bytes>();
        var resumed = resumedFromTiles(hashes, tiles);
        var random = new Random(11);
        for (int round = 0; round < 300; round++) {
            int n = 1 + random.nextInt(LARGE);
            int m = random.nextInt(n);
            compare(whole, reference, hashes.get(m), m, n);
            compare(resumed, reference, hashes.get(m), m, n);
            assertThat(resumed.root(n)).isEqualTo(reference.root(n));
        }
    }

    private static Tree resumedFromTiles(List<Bytes> hashes, Map<Tiles.Address, Bytes> tiles)
            throws IOException {
        int archived = LARGE / 256 * 256;
        var first = tree(hashes);
        for (var address : first.fullTilesUpTo(archived)) {
            tiles.put(address, first.tile(address));
        }
        var resumed =
                Tree.resume(
                        archived,
                        (level, index) ->
                                Optional.ofNullable(tiles.get(new Tiles.Address(level, index, 256)))
                                        .orElseThrow());
        hashes.subList(archived, LARGE).forEach(resumed::append);
        return resumed;
    }

    /// "a tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0 tile of
    /// width 112, one full level 1 tile, one partial level 1 tile of width 17, and one partial level 2
    /// tile of width 1" (C2SP tlog-tiles).
    @Test
    void a_tree_of_70000_has_the_tiles_that_the_specification_counts() throws IOException {
        var hashes = hashes(LARGE);
        var reference = new Reference(hashes);
        var tree = tree(hashes);
        var full = tree.fullTilesUpTo(LARGE);
        assertThat(full.stream().filter(tile -> tile.level() == 0)).hasSize(273);
        assertThat(full.stream().filter(tile -> tile.level() == 1)).hasSize(1);
        assertThat(full).hasSize(274);
        for (var address : full) {
            assertTile(tree, reference, address);
        }
        assertTile(tree, reference, new Tiles.Address(0, 273, 112));
        assertTile(tree, reference, new Tiles.Address(1, 1, 17));
        assertTile(tree, reference, new Tiles.Address(2, 0, 1));
    }

    /// MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l]) for each i.
    private static void assertTile(Tree tree, Reference reference, Tiles.Address address)
            throws IOException {
        int span = 1;
        for (int level = 0; level < address.level(); level++) {
            span *= 256;
        }
        var tile = tree.tile(address);
        assertThat(tile.size()).isEqualTo(address.width() * 32);
        for (int i = 0; i < address.width(); i++) {
            int from = ((int) address.index() * 256 + i) * span;
            assertThat(tile.slice(i * 32, i * 32 + 32)).isEqualTo(reference.mth(from, from + span));
        }
    }

    @Test
    void the_paths_of_tiles_are_written_as_the_specification_writes_them() {
        assertThat(new Tiles.Address(0, 1_234_067, 256).path()).isEqualTo("tile/0/x001/x234/067");
        assertThat(new Tiles.Address(5, 7, 17).path()).isEqualTo("tile/5/007.p/17");
        assertThat(new Tiles.Address(-1, 1_000, 256).path()).isEqualTo("tile/entries/x001/000");
        for (var path :
                List.of("tile/0/000", "tile/63/x999/x000/001.p/255", "tile/entries/000.p/1")) {
            assertThat(Tiles.Address.parse(path).map(Tiles.Address::path)).hasValue(path);
        }
    }

    @Test
    void no_other_path_is_a_tile() {
        for (var path :
                List.of(
                        "",
                        "tile",
                        "tile/0/0",
                        "tile/0/0000",
                        "tile/00/000",
                        "tile/64/000",
                        "tile/-1/000",
                        "tile/0/x000/001",
                        "tile/0/001/x002",
                        "tile/0/001/002",
                        "tile/0/000.p/0",
                        "tile/0/000.p/256",
                        "tile/0/000.p/01",
                        "tile/0/000/",
                        "/tile/0/000",
                        "tile/entries/../identity",
                        "private/000")) {
            assertThat(Tiles.Address.parse(path)).as(path).isEmpty();
        }
    }

    @Test
    void bundles_are_read_back_and_a_cut_one_is_not() {
        var entries = List.of(Bytes.utf8("one"), Bytes.empty(), Bytes.owning(new byte[65_535]));
        var bundle = Tiles.bundle(entries);

        assertThat(Tiles.unbundle(bundle)).isEqualTo(entries);
        assertThat(bundle.slice(0, 5))
                .isEqualTo(Bytes.of((byte) 0, (byte) 3).concat(entries.get(0)));
        assertThatThrownBy(() -> Tiles.unbundle(bundle.slice(0, bundle.size() - 1)))
                .hasMessageContaining("cut short");
    }
}
