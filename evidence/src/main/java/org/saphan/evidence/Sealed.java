package org.saphan.evidence;

import java.util.ArrayList;
import java.util.List;

/// A text with the seals over it, in one file: an agreement, a notice, a trust list.
public record Sealed(Bytes text, List<Seal> seals) {

    static final String FORMAT = "saphan.org/sealed/v1";
    private static final int MAX_SEALS = 16;

    public Sealed {
        seals = List.copyOf(seals);
        if (seals.size() > MAX_SEALS) {
            throw new MalformedText("seal", "more than " + MAX_SEALS);
        }
    }

    /// The same text with one more seal; a second seal by the same member takes the first one's place.
    public Sealed with(Seal seal) {
        var others = new ArrayList<>(seals);
        others.removeIf(other -> other.signer().equals(seal.signer()));
        others.add(seal);
        return new Sealed(text, others);
    }

    public Bytes bytes() {
        var writer = Text.write(FORMAT).section("text", text);
        seals.forEach(seal -> writer.section("seal", seal.bytes()));
        return writer.bytes();
    }

    public static Sealed parse(Bytes bytes) {
        var reader = Text.read(bytes, FORMAT);
        var text = reader.section("text");
        var seals = new ArrayList<Seal>();
        while (reader.nextIs("seal")) {
            seals.add(Seal.parse(reader.section("seal")));
        }
        reader.end();
        return new Sealed(text, seals);
    }
}
