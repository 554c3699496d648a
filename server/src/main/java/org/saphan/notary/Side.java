package org.saphan.notary;

import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Text;

/// What belongs to a leaf and is nobody else's business: it stands beside the log, is never served,
/// and can be destroyed later without touching the log.
///
/// @param subject whom the data was about, as this site alone can find it again
record Side(Salts salts, Optional<Notary.SubjectKey> subject) {

    private static final String FORMAT = "saphan.org/side/v1";

    static Side none() {
        return new Side(Salts.none(), Optional.empty());
    }

    Bytes bytes() {
        return Text.write(FORMAT)
                .optional("subject-key", subject.map(key -> key.value().base64()))
                .section("salts", salts.bytes())
                .bytes();
    }

    static Side parse(Bytes bytes) {
        var text = Text.read(bytes, FORMAT);
        Optional<Notary.SubjectKey> subject =
                text.nextIs("subject-key")
                        ? Optional.of(new Notary.SubjectKey(text.hash("subject-key")))
                        : Optional.empty();
        var side = new Side(Salts.parse(text.section("salts")), subject);
        text.end();
        return side;
    }
}
