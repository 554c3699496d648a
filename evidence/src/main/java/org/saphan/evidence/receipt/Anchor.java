package org.saphan.evidence.receipt;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Text;

/// What a checker holds before any receipt comes: the root of the exchange's certificates, and which
/// keys were revoked from when on.
///
/// @param root    the root certificate, DER
/// @param revoked by the SHA-256 of the key's SubjectPublicKeyInfo
public record Anchor(String instance, Bytes root, SortedMap<Bytes, Instant> revoked) {

    public static final String FORMAT = "saphan.org/trust-anchor/v1";

    public Anchor {
        revoked = Collections.unmodifiableSortedMap(new TreeMap<>(revoked));
        if (root.size() == 0) {
            throw new MalformedText("root", "is missing");
        }
        if (revoked.keySet().stream().anyMatch(key -> key.size() != 32)) {
            throw new MalformedText("revoked", "a key is not named by 32 bytes");
        }
    }

    public Bytes bytes() {
        var text = Text.write(FORMAT).line("instance", instance).line("root", root);
        revoked.forEach((key, from) -> text.line("revoked", key.base64() + " " + Text.time(from)));
        return text.bytes();
    }

    public static Anchor parse(Bytes bytes) {
        var text = Text.read(bytes, FORMAT);
        var instance = text.line("instance");
        var root = text.base64("root");
        var revoked = new TreeMap<Bytes, Instant>();
        for (var line : text.lines("revoked")) {
            int space = line.indexOf(' ');
            if (space < 1) {
                throw new MalformedText("revoked", "not a key and a time");
            }
            revoked.put(
                    Bytes.fromBase64(line.substring(0, space)),
                    Text.parseTime("revoked", line.substring(space + 1)));
        }
        text.end();
        var anchor = new Anchor(instance, root, revoked);
        if (!anchor.bytes().equals(bytes)) {
            throw new MalformedText("revoked", "not sorted, or one is there twice");
        }
        return anchor;
    }
}
