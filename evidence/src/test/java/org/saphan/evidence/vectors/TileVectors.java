package org.saphan.evidence.vectors;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.log.Reference;

/// `tile-paths.json`: names of a log's files. `entries.json`: bundles of leaves, with the hashes of their
/// leaves. `tiles.json`: all tiles of a log of 70,000 leaves that lead to its head, by their SHA-256.
final class TileVectors {

    private TileVectors() {}

    static List<Map<String, Object>> paths() {
        var all = new ArrayList<Map<String, Object>>();
        path(all, "tile/0/000", 0, 0, 256);
        path(all, "tile/0/000.p/1", 0, 0, 1);
        path(all, "tile/0/000.p/255", 0, 0, 255);
        path(all, "tile/1/999", 1, 999, 256);
        path(all, "tile/1/x001/000", 1, 1000, 256);
        path(all, "tile/2/x001/x234/067", 2, 1_234_067, 256);
        path(all, "tile/63/000.p/9", 63, 0, 9);
        path(all, "tile/0/x123/x456/x789/x123/x456/789", 0, 123_456_789_123_456_789L, 256);
        path(all, "tile/entries/x001/x234/067.p/8", -1, 1_234_067, 8);
        path(all, "tile/entries/000", -1, 0, 256);
        for (var wrong :
                List.of(
                        "tile/0/0",
                        "tile/0/00",
                        "tile/0/0000",
                        "tile/0/x000/001",
                        "tile/0/001/001",
                        "tile/0/x001",
                        "tile/64/000",
                        "tile/00/000",
                        "tile/-1/000",
                        "tile/0/000.p/0",
                        "tile/0/000.p/256",
                        "tile/0/000.p/01",
                        "tile/0/000.p/",
                        "tile/0/000.p",
                        "tile/0/000/",
                        "/tile/0/000",
                        "tile/0/../000",
                        "tile/Entries/000",
                        "tile/data/000",
                        "tile/0/\u0e50\u0e50\u0e50",
                        "tile/0/x123/x456/x789/x123/x456/x789/123",
                        "tile/0/000\n",
                        "")) {
            var vector = new LinkedHashMap<String, Object>();
            vector.put("path", wrong);
            vector.put("accept", false);
            all.add(vector);
        }
        return all;
    }

    private static void path(
            List<Map<String, Object>> all, String path, int level, long index, int width) {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("path", path);
        vector.put("accept", true);
        vector.put("level", level == -1 ? "entries" : level + "");
        vector.put("index", index);
        vector.put("width", width);
        all.add(vector);
    }

    static List<Map<String, Object>> entries() {
        var all = new ArrayList<Map<String, Object>>();
        bundle(all, "no leaf", List.of());
        bundle(all, "one leaf", List.of(Bytes.utf8("leaf 0")));
        bundle(
                all,
                "three leaves",
                List.of(Bytes.utf8("leaf 0"), Bytes.utf8("leaf 1"), Bytes.utf8("leaf 2")));
        bundle(all, "an empty leaf", List.of(Bytes.empty(), Bytes.utf8("leaf 1")));
        bundle(
                all,
                "leaves of 255, 256 and 257 bytes",
                List.of(Bytes.of(new byte[255]), Bytes.of(new byte[256]), Bytes.of(new byte[257])));
        for (var wrong : List.of("00", "0001", "000161ff", "0001610001", "ffff61", "00016100")) {
            var vector = new LinkedHashMap<String, Object>();
            vector.put("name", "cut short: " + wrong);
            vector.put("hex", wrong);
            vector.put("accept", false);
            all.add(vector);
        }
        return all;
    }

    private static Bytes bundled(List<Bytes> leaves) {
        var out = new ByteArrayOutputStream();
        for (var leaf : leaves) {
            out.write(leaf.size() / 256);
            out.write(leaf.size() % 256);
            out.writeBytes(leaf.array());
        }
        return Bytes.owning(out.toByteArray());
    }

    private static void bundle(List<Map<String, Object>> all, String name, List<Bytes> leaves) {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("name", name);
        vector.put("hex", bundled(leaves).hex());
        vector.put("accept", true);
        vector.put("leaves", leaves.stream().map(Bytes::hex).toList());
        vector.put(
                "hashes", leaves.stream().map(leaf -> Reference.leafHash(leaf).base64()).toList());
        all.add(vector);
    }

    /// Leaf number i is the text `leaf i`. Every tile that a tree of this size has is named by its path,
    /// with the SHA-256 of the file; the root follows from them.
    static List<Map<String, Object>> tiles() {
        int size = 70_000;
        var leaves = IntStream.range(0, size).mapToObj(i -> Bytes.utf8("leaf " + i)).toList();
        var tree = new Reference(leaves.stream().map(Reference::leafHash).toList());
        var all = new ArrayList<Map<String, Object>>();
        var head = new LinkedHashMap<String, Object>();
        head.put("size", size);
        head.put("root", tree.root(size).base64());
        all.add(head);
        for (int level = 0, width = 1; width <= size; level++, width *= 256) {
            int hashes = size / width;
            for (int tile = 0; tile * 256 < hashes; tile++) {
                if (tile > 3 && (tile + 1) * 256 <= hashes) {
                    continue;
                }
                int from = tile * 256;
                int to = Math.min(hashes, from + 256);
                var content = Bytes.empty();
                for (int i = from; i < to; i++) {
                    content = content.concat(tree.mth(i * width, (i + 1) * width));
                }
                file(all, named(level + "", tile, to - from), content);
            }
        }
        for (int tile = 0; tile * 256 < size; tile++) {
            if (tile == 0 || tile == 3 || (tile + 1) * 256 > size) {
                int to = Math.min(size, tile * 256 + 256);
                file(
                        all,
                        named("entries", tile, to - tile * 256),
                        bundled(leaves.subList(tile * 256, to)));
            }
        }
        return all;
    }

    private static String named(String level, int tile, int width) {
        return "tile/" + level + "/" + "%03d".formatted(tile) + (width == 256 ? "" : ".p/" + width);
    }

    private static void file(List<Map<String, Object>> all, String path, Bytes content) {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("path", path);
        vector.put("bytes", content.size());
        vector.put("sha256", content.sha256().hex());
        all.add(vector);
    }
}
