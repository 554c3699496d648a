package org.saphan.evidence.vectors;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saphan.evidence.Bytes;

/// How a vector's bytes come from those of a file: parts of it replaced, from the front to the back.
/// Most vectors differ from a good file in a few bytes, and those are what a reader wants to see.
final class Change {

    private Change() {}

    /// `edits` and `sha256` of the result, for a vector's JSON.
    static Map<String, Object> from(String base, Bytes before, Bytes after, Object... more) {
        var json = new LinkedHashMap<String, Object>();
        json.put("base", base);
        json.put("edits", edits(before, after));
        json.put("sha256", after.sha256().hex());
        for (int i = 0; i < more.length; i += 2) {
            json.put((String) more[i], more[i + 1]);
        }
        return json;
    }

    /// Lines that both have stay; between them, whatever differs is replaced.
    private static List<Map<String, Object>> edits(Bytes before, Bytes after) {
        var edits = new ArrayList<Map<String, Object>>();
        var old = lines(before);
        var fresh = lines(after);
        var common = common(old, fresh);
        int i = 0;
        int j = 0;
        int offset = 0;
        while (i < old.size() || j < fresh.size()) {
            var dropped = Bytes.empty();
            var added = Bytes.empty();
            while (i < old.size() && !(j < fresh.size() && old.get(i).equals(fresh.get(j)))
                    || j < fresh.size() && i == old.size()) {
                boolean drop =
                        i < old.size()
                                && common[i + 1][j] >= common[i][Math.min(j + 1, fresh.size())];
                if (drop || j == fresh.size()) {
                    dropped = dropped.concat(old.get(i++));
                } else {
                    added = added.concat(fresh.get(j++));
                }
            }
            add(edits, dropped, added, offset);
            offset += dropped.size();
            if (i < old.size()) {
                offset += old.get(i).size();
                i++;
                j++;
            }
        }
        return edits;
    }

    /// How many lines the rests from i and j on have in common.
    private static int[][] common(List<Bytes> old, List<Bytes> fresh) {
        var common = new int[old.size() + 1][fresh.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = fresh.size() - 1; j >= 0; j--) {
                common[i][j] =
                        old.get(i).equals(fresh.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private static List<Bytes> lines(Bytes bytes) {
        var lines = new ArrayList<Bytes>();
        int from = 0;
        for (int i = 0; i < bytes.size(); i++) {
            if (bytes.at(i) == '\n' || i == bytes.size() - 1) {
                lines.add(bytes.slice(from, i + 1));
                from = i + 1;
            }
        }
        return lines;
    }

    private static void add(
            List<Map<String, Object>> edits, Bytes before, Bytes after, int offset) {
        if (before.equals(after)) {
            return;
        }
        int most = Math.min(before.size(), after.size());
        int head = 0;
        while (head < most && before.at(head) == after.at(head)) {
            head++;
        }
        while (head > 0 && head < after.size() && isInsideCharacter(after.at(head))) {
            head--;
        }
        int tail = 0;
        while (tail < most - head
                && before.at(before.size() - 1 - tail) == after.at(after.size() - 1 - tail)) {
            tail++;
        }
        while (tail > 0 && isInsideCharacter(after.at(after.size() - tail))) {
            tail--;
        }
        var edit = new LinkedHashMap<String, Object>();
        edit.put("at", head + offset);
        edit.put("drop", before.size() - head - tail);
        put(edit, after.slice(head, after.size() - tail));
        edits.add(edit);
    }

    private static boolean isInsideCharacter(byte b) {
        return (b & 0xc0) == 0x80;
    }

    /// `text` where it is UTF-8, otherwise `hex`.
    static void put(Map<String, Object> json, Bytes content) {
        try {
            json.put(
                    "text",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(content.array()))
                            .toString());
        } catch (CharacterCodingException e) {
            json.put("hex", content.hex());
        }
    }

    /// The other way round, from the JSON.
    static Bytes apply(Bytes before, List<?> edits) {
        var after = Bytes.empty();
        int at = 0;
        for (var each : edits) {
            var edit = (Map<?, ?>) each;
            int from = number(edit, "at");
            after = after.concat(before.slice(at, from)).concat(content(edit));
            at = from + number(edit, "drop");
        }
        return after.concat(before.slice(at, before.size()));
    }

    private static int number(Map<?, ?> edit, String name) {
        return edit.get(name) instanceof Long number ? number.intValue() : -1;
    }

    static Bytes content(Map<?, ?> json) {
        return json.get("text") instanceof String text
                ? Bytes.utf8(text)
                : Bytes.fromHex(String.valueOf(json.get("hex")));
    }
}
