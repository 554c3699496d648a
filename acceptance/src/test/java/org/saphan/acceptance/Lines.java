package org.saphan.acceptance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A text as `docs/evidence.md` has it: a first line, then `name: value` lines in their order. What is
/// set again stays at its place, so that a test can tell one lie in an otherwise good text.
final class Lines {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final String format;
    private final Map<String, String> values = new LinkedHashMap<>();

    Lines(String format) {
        this.format = format;
    }

    Lines set(String name, Object value) {
        values.put(name, value.toString());
        return this;
    }

    Lines set(String name, byte[] value) {
        return set(name, base64(value));
    }

    Lines set(String name, Instant value) {
        return set(name, TIME.format(value));
    }

    Lines drop(String name) {
        values.remove(name);
        return this;
    }

    String get(String name) {
        var value = values.get(name);
        if (value == null) {
            throw new AssertionError("no line " + name + " in " + values.keySet());
        }
        return value;
    }

    byte[] bytes() {
        List<String> lines = new ArrayList<>();
        lines.add(format);
        values.forEach((name, value) -> lines.add(name + ": " + value));
        return utf8(String.join("\n", lines) + "\n");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] sha256(byte[]... parts) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                sha.update(part);
            }
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
