package org.saphan.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One row of `malformed.txt`.
///
/// @param door   whose listener gets it, and how
/// @param status what it must answer, or `closed` when the connection ends without a word
/// @param type   the problem's type or X-Road's code; `-` where HTTP itself says no
/// @param part   of what the answer says
record MalformedInput(
        String door, String name, String bytes, String status, String type, String part) {

    private static final Pattern MACRO = Pattern.compile("\\{([a-zA-Z]+)(?::([0-9]+))?}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(n|l|r|x[0-9a-f]{2})");

    static List<MalformedInput> all() {
        try (var in = MalformedInput.class.getResourceAsStream("malformed.txt")) {
            if (in == null) {
                throw new AssertionError("malformed.txt is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(MalformedInput::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MalformedInput parse(String line) {
        var cells = line.split(" ¦ ", -1);
        if (cells.length != 6) {
            throw new AssertionError("not six cells: " + line);
        }
        return new MalformedInput(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]);
    }

    /// The bytes to be sent; `words` are what only the running demo knows.
    byte[] request(Map<String, String> words) {
        int body = bytes.indexOf("\\n\\n");
        var content = body < 0 ? "" : bytes.substring(body + 4);
        int length = raw(expand(content, words)).length;
        return raw(expand(bytes.replace("{length}", Integer.toString(length)), words));
    }

    private static String expand(String text, Map<String, String> words) {
        return MACRO.matcher(text)
                .replaceAll(macro -> Matcher.quoteReplacement(expand(macro, words)));
    }

    private static String expand(MatchResult macro, Map<String, String> words) {
        return switch (macro.group(1)) {
            case "fill" -> "a".repeat(Integer.parseInt(macro.group(2)));
            case "deep" -> "[".repeat(Integer.parseInt(macro.group(2)));
            case String word -> words.getOrDefault(word, macro.group());
        };
    }

    private static byte[] raw(String text) {
        var bytes = new ByteArrayOutputStream();
        var escape = ESCAPE.matcher(text);
        int from = 0;
        while (escape.find()) {
            bytes.writeBytes(utf8(text.substring(from, escape.start())));
            bytes.writeBytes(unescaped(escape.group(1)));
            from = escape.end();
        }
        bytes.writeBytes(utf8(text.substring(from)));
        return bytes.toByteArray();
    }

    private static byte[] unescaped(String escape) {
        return switch (escape) {
            case "n" -> utf8("\r\n");
            case "l" -> utf8("\n");
            case "r" -> utf8("\r");
            case String hex -> new byte[] {(byte) Integer.parseInt(hex.substring(1), 16)};
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return door + ": " + name;
    }
}
