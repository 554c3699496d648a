package org.saphan.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A receipt, or a text inside one, read by nothing but what its format says: `name: value` lines, and
/// sections of `name: LENGTH` with so many bytes behind them.
final class Receipt {

    private final byte[] bytes;

    Receipt(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /// Every byte as one character, so that lengths in bytes are lengths in characters.
    private String latin() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    Optional<String> maybe(String name) {
        return values(name).stream().findFirst();
    }

    String value(String name) {
        return maybe(name).orElseThrow(() -> new AssertionError("no line " + name));
    }

    List<String> values(String name) {
        return text().lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .toList();
    }

    Receipt section(String name) {
        var head = Pattern.compile("\n" + name + ": ([0-9]+)\n").matcher(latin());
        if (!head.find()) {
            throw new AssertionError("no section " + name);
        }
        int length = Integer.parseInt(head.group(1));
        return new Receipt(Arrays.copyOfRange(bytes, head.end(), head.end() + length));
    }

    boolean isWhole() {
        return maybe("timestamp").isPresent() && section("checkpoint").text().contains("/witness ");
    }

    Path save(Path file) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
