package org.saphan.evidence.vectors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.saphan.evidence.Bytes;

/// Makes all files of the vectors. The same bytes come out each time, so that a change of a format shows
/// as a change of files, and a file that nobody made shows as well.
final class VectorsWriter {

    /// Below the module.
    static final Path STORED = Path.of("src/test/resources/vectors");

    private VectorsWriter() {}

    /// Writes them below the directory that is named; what is there and not made any more is left alone.
    static void main(String[] args) throws IOException {
        for (var file : files().entrySet()) {
            var path = Path.of(args[0]).resolve(file.getKey());
            Files.createDirectories(path.resolveSibling("."));
            Files.write(path, file.getValue().array());
        }
    }

    /// By their paths below the directory of the vectors.
    static SortedMap<String, Bytes> files() {
        var files = new TreeMap<String, Bytes>();
        var texts = TextVectors.make();
        var receipts = ReceiptVectors.make();
        files.putAll(texts.bases());
        files.putAll(receipts.bases());
        files.putAll(receipts.anchors());
        put(files, "keys.json", keys());
        put(files, "texts.json", texts.vectors());
        put(files, "seals.json", SealVectors.make());
        put(files, "inclusion.json", ProofVectors.inclusion());
        put(files, "consistency.json", ProofVectors.consistency());
        put(files, "checkpoints.json", NoteVectors.checkpoints());
        put(files, "note-keys.json", NoteVectors.keys());
        put(files, "tile-paths.json", TileVectors.paths());
        put(files, "entries.json", TileVectors.entries());
        put(files, "tiles.json", TileVectors.tiles());
        put(files, "timestamps.json", TimestampVectors.make());
        put(files, "receipts.json", receipts.vectors());
        return files;
    }

    private static void put(Map<String, Bytes> files, String name, List<Map<String, Object>> json) {
        files.put(name, Bytes.utf8(Json.lines(json)));
    }

    private static List<Map<String, Object>> keys() {
        return List.of(
                        Certificate.ROOT,
                        Certificate.OTHER_ROOT,
                        Draft.sealKey(Draft.CONSUMER, "ES256").key(),
                        Draft.sealKey(Draft.CONSUMER, "Ed25519").key(),
                        Draft.sealKey(Draft.PROVIDER, "ES256").key(),
                        Draft.sealKey(Draft.PROVIDER, "Ed25519").key(),
                        Keys.of("another", "ES256"),
                        Keys.of("another", "Ed25519"),
                        Keys.of("time dga", "ES256"),
                        NoteVectors.LOG.key(),
                        NoteVectors.WITNESS.key())
                .stream()
                .map(VectorsWriter::key)
                .toList();
    }

    private static Map<String, Object> key(Keys key) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", key.name());
        json.put("algorithm", key.algorithm());
        json.put("secret", key.secret().hex());
        json.put("publicKey", key.spki().base64());
        json.put("fingerprint", key.fingerprint().base64());
        return json;
    }
}
