package org.saphan.evidence.log;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;

/// C2SP `tlog-tiles`: how a tree is cut into files of 256, and what those files are called.
final class Tiles {

    static final int WIDTH = 256;
    static final int HASH = 32;
    private static final Pattern PATH =
            Pattern.compile(
                    "tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    private Tiles() {}

    /// One file, or its beginning.
    ///
    /// @param level of hashes, from 0 up; -1 for the leaves themselves
    /// @param width 256, or fewer in a partial tile
    record Address(int level, long index, int width) {

        static final int ENTRIES = -1;

        String path() {
            var full = "tile/" + (level == ENTRIES ? "entries" : level) + "/" + encode(index);
            return width == WIDTH ? full : full + ".p/" + width;
        }

        static Optional<Address> parse(String path) {
            var match = PATH.matcher(path);
            if (!match.matches()) {
                return Optional.empty();
            }
            int level =
                    match.group(1).equals("entries") ? ENTRIES : Integer.parseInt(match.group(1));
            int width = match.group(3) == null ? WIDTH : Integer.parseInt(match.group(3));
            var digits = match.group(2).replaceAll("[x/]", "");
            if (digits.length() > 18 || width > WIDTH) {
                return Optional.empty();
            }
            var address = new Address(level, Long.parseLong(digits), width);
            return address.path().equals(path) ? Optional.of(address) : Optional.empty();
        }

        /// 1234067 is `x001/x234/067`.
        private static String encode(long index) {
            var name = "%03d".formatted(index % 1000);
            for (long rest = index / 1000; rest > 0; rest /= 1000) {
                name = "x%03d/".formatted(rest % 1000) + name;
            }
            return name;
        }
    }

    /// Entries are written one behind the other, each behind its length in two bytes.
    static Bytes bundle(List<Bytes> entries) {
        var out = new ByteArrayOutputStream();
        for (var entry : entries) {
            out.write(entry.size() >> 8);
            out.write(entry.size());
            out.writeBytes(entry.unsafe());
        }
        return Bytes.owning(out.toByteArray());
    }

    static List<Bytes> unbundle(Bytes bundle) {
        var entries = new ArrayList<Bytes>();
        int at = 0;
        while (at < bundle.size()) {
            if (at + 2 > bundle.size()) {
                throw new MalformedText("entries", "cut short");
            }
            int length = (bundle.at(at) & 0xff) << 8 | bundle.at(at + 1) & 0xff;
            if (at + 2 + length > bundle.size()) {
                throw new MalformedText("entries", "cut short");
            }
            entries.add(bundle.slice(at + 2, at + 2 + length));
            at += 2 + length;
        }
        return entries;
    }

    static Bytes join(List<Bytes> hashes) {
        var out = new byte[hashes.size() * HASH];
        for (int i = 0; i < hashes.size(); i++) {
            System.arraycopy(hashes.get(i).unsafe(), 0, out, i * HASH, HASH);
        }
        return Bytes.owning(out);
    }

    static List<Bytes> split(Bytes tile) {
        if (tile.size() % HASH != 0) {
            throw new MalformedText("tile", "not whole hashes");
        }
        var hashes = new ArrayList<Bytes>(tile.size() / HASH);
        for (int at = 0; at < tile.size(); at += HASH) {
            hashes.add(tile.slice(at, at + HASH));
        }
        return hashes;
    }
}
