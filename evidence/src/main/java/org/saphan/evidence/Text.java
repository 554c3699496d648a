package org.saphan.evidence;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The one form that everything signed or logged has: a first line that names format and version,
/// then `name: value` lines in a fixed order, `\n` after each, UTF-8, no optional white space.
///
/// A *section* is a line `name: LENGTH` followed by exactly that many bytes; it nests one text in
/// another without escaping. Each value has one encoding only, so no byte is free: what was read
/// writes back to the same bytes, and anything else is refused.
public final class Text {

    private static final int TIME_LENGTH = 24;
    private static final int[] POWERS_OF_TEN = {1, 10, 100, 1_000};

    /// One digit fewer than the largest `long`, so that no number overflows.
    private static final int MAX_DIGITS = 18;

    private Text() {}

    public static Writer write(String format) {
        return new Writer(format);
    }

    /// Starts reading; the first line must be exactly this format.
    public static Reader read(Bytes bytes, String format) {
        var reader = new Reader(bytes.unsafe());
        var first = reader.rawLine("format");
        if (!first.equals(format)) {
            throw new MalformedText("format", "expected " + format);
        }
        return reader;
    }

    /// The first line, so that a reader can choose among formats and versions.
    public static String formatOf(Bytes bytes) {
        return new Reader(bytes.unsafe()).rawLine("format");
    }

    /// `2026-01-31T09:05:07.123Z`. Every statement has one and is read many times, so this is written
    /// out: a formatter of the JDK takes as long as a tenth of a signature.
    public static String time(Instant time) {
        var utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        if (utc.getYear() < 0 || utc.getYear() > 9999) {
            throw new MalformedText("time", "not a year of four digits");
        }
        var out = new StringBuilder(TIME_LENGTH);
        digits(out, utc.getYear(), 4).append('-');
        digits(out, utc.getMonthValue(), 2).append('-');
        digits(out, utc.getDayOfMonth(), 2).append('T');
        digits(out, utc.getHour(), 2).append(':');
        digits(out, utc.getMinute(), 2).append(':');
        digits(out, utc.getSecond(), 2).append('.');
        return digits(out, utc.getNano() / 1_000_000, 3).append('Z').toString();
    }

    private static StringBuilder digits(StringBuilder out, int number, int width) {
        for (int place = POWERS_OF_TEN[width - 1]; place > 0; place /= 10) {
            out.append((char) ('0' + number / place % 10));
        }
        return out;
    }

    public static Instant parseTime(String field, String value) {
        try {
            var time =
                    LocalDateTime.of(
                                    part(value, 0, 4),
                                    part(value, 5, 7),
                                    part(value, 8, 10),
                                    part(value, 11, 13),
                                    part(value, 14, 16),
                                    part(value, 17, 19),
                                    part(value, 20, 23) * 1_000_000)
                            .toInstant(ZoneOffset.UTC);
            if (time(time).equals(value)) {
                return time;
            }
        } catch (DateTimeException | IndexOutOfBoundsException | MalformedText e) {
            // falls through: one message for every way of being wrong
        }
        throw new MalformedText(field, "not a UTC time with milliseconds");
    }

    /// What is no digit gives some other number, and that number does not write back to what was read.
    private static int part(String value, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + value.charAt(i) - '0';
        }
        return number;
    }

    public static final class Writer {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

        private Writer(String format) {
            raw(format);
        }

        public Writer line(String name, String value) {
            requireOneLine(name, value);
            return raw(name + ": " + value);
        }

        public Writer line(String name, long value) {
            return line(name, Long.toString(value));
        }

        public Writer line(String name, Instant time) {
            return line(name, time(time));
        }

        public Writer line(String name, Bytes base64) {
            return line(name, base64.base64());
        }

        /// Writes no line at all when there is no value.
        public Writer optional(String name, Optional<String> value) {
            value.ifPresent(present -> line(name, present));
            return this;
        }

        /// One line per value, all under the same name.
        public Writer lines(String name, List<String> values) {
            values.forEach(value -> line(name, value));
            return this;
        }

        public Writer section(String name, Bytes content) {
            line(name, content.size());
            out.writeBytes(content.unsafe());
            return this;
        }

        public Bytes bytes() {
            return Bytes.owning(out.toByteArray());
        }

        private Writer raw(String line) {
            out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
            return this;
        }
    }

    public static final class Reader {

        private final byte[] bytes;
        private int position;

        private Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        public String line(String name) {
            return optional(name).orElseThrow(() -> new MalformedText(name, "line is missing"));
        }

        /// The value when the next line has this name; otherwise nothing is consumed.
        public Optional<String> optional(String name) {
            if (!nextIs(name)) {
                return Optional.empty();
            }
            position += name.length() + 2;
            var value = rawLine(name);
            requireOneLine(name, value);
            return Optional.of(value);
        }

        /// All following lines of this name, perhaps none.
        public List<String> lines(String name) {
            var values = new ArrayList<String>();
            while (nextIs(name)) {
                values.add(line(name));
            }
            return List.copyOf(values);
        }

        public Bytes section(String name) {
            long length = number(name);
            if (length > bytes.length - position) {
                throw new MalformedText(name, "section is cut short");
            }
            var content = Bytes.of(Arrays.copyOfRange(bytes, position, position + (int) length));
            position += (int) length;
            return content;
        }

        public Instant time(String name) {
            return parseTime(name, line(name));
        }

        /// A number that is not negative, in decimal, without leading zeros.
        public long number(String name) {
            return parseNumber(name, line(name));
        }

        public Bytes base64(String name) {
            return parsed(name, Bytes::fromBase64);
        }

        /// SHA-256 and everything else that has exactly 32 bytes.
        public Bytes hash(String name) {
            var hash = base64(name);
            if (hash.size() != 32) {
                throw new MalformedText(name, "not 32 bytes");
            }
            return hash;
        }

        /// Parses a value and blames this line for whatever is wrong with it.
        public <T> T parsed(String name, Function<String, T> parse) {
            var value = line(name);
            try {
                return parse.apply(value);
            } catch (MalformedText e) {
                throw new MalformedText(name, String.valueOf(e.getMessage()));
            }
        }

        public boolean nextIs(String name) {
            int length = name.length();
            if (bytes.length - position < length + 2) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (bytes[position + i] != (byte) name.charAt(i)) {
                    return false;
                }
            }
            return bytes[position + length] == ':' && bytes[position + length + 1] == ' ';
        }

        /// Nothing may follow.
        public void end() {
            if (position != bytes.length) {
                throw new MalformedText("end", "unexpected bytes after the last line");
            }
        }

        private String rawLine(String name) {
            int end = position;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            if (end == bytes.length) {
                throw new MalformedText(name, "line does not end");
            }
            var text = decoded(name, end);
            position = end + 1;
            return text;
        }

        private String decoded(String name, int end) {
            if (isAscii(end)) {
                return new String(bytes, position, end - position, StandardCharsets.US_ASCII);
            }
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes, position, end - position))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new MalformedText(name, "not UTF-8");
            }
        }

        private boolean isAscii(int end) {
            for (int i = position; i < end; i++) {
                if (bytes[i] < 0) {
                    return false;
                }
            }
            return true;
        }
    }

    public static long parseNumber(String field, String value) {
        int length = value.length();
        if (length == 0 || length > MAX_DIGITS || value.charAt(0) == '0' && length > 1) {
            throw new MalformedText(field, "not a number");
        }
        long number = 0;
        for (int i = 0; i < length; i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new MalformedText(field, "not a number");
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static void requireOneLine(String name, String value) {
        if (value.isEmpty()
                || Character.isWhitespace(value.charAt(0))
                || Character.isWhitespace(value.charAt(value.length() - 1))
                || hasControl(value)) {
            throw new MalformedText(name, "not a plain line of text");
        }
    }

    private static boolean hasControl(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c == 0x7f || c == 0x2028 || c == 0x2029) {
                return true;
            }
        }
        return false;
    }
}
