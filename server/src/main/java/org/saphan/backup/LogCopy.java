package org.saphan.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Copies a log that is being written, so that the copy is one that a crash could have left.
final class LogCopy {

    private static final int MAX_ATTEMPTS = 20;
    private static final int BLOCK = 1 << 16;

    private LogCopy() {}

    static void into(Archive archive, Path log) throws IOException {
        // 1. The head before its leaves: what it covers is durable, and so in what is read after
        // it.
        for (var name : new String[] {"identity", "checkpoint"}) {
            archive.add("log/" + name, Files.readAllBytes(log.resolve(name)));
        }
        // 2. The journal before the tiles: a file of it goes only when tiles hold its leaves.
        for (var file : journal(log.resolve("journal")).entrySet()) {
            archive.add("log/journal/" + file.getKey(), file.getValue());
        }
        // 3. Tiles, which never change, and the private sides.
        archive.addAll("log/tile", log.resolve("tile"));
        archive.addAll("log/private", log.resolve("private"));
    }

    /// All files of one moment: when one went away meanwhile, tiles hold it and another look is needed.
    private static Map<String, byte[]> journal(Path directory) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return readAll(directory);
            } catch (NoSuchFileException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static Map<String, byte[]> readAll(Path directory) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        try (var list = Files.list(directory)) {
            for (var file : list.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.getFileName().toString().endsWith(".new")) {
                    files.put(file.getFileName().toString(), backwards(file));
                }
            }
        }
        return files;
    }

    /// From its end to its beginning. Batches are written one after the other, so a copy that has a
    /// batch has every earlier one; read forwards, an earlier one could be missing.
    private static byte[] backwards(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var content = new byte[Math.toIntExact(channel.size())];
            for (int end = content.length; end > 0; end = end - Math.min(BLOCK, end)) {
                int begin = end - Math.min(BLOCK, end);
                var block = ByteBuffer.wrap(content, begin, end - begin);
                while (block.hasRemaining()) {
                    if (channel.read(block, block.position()) < 0) {
                        throw new IOException(file + " became shorter while it was read");
                    }
                }
            }
            return content;
        }
    }
}
