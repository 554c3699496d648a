package org.saphan.agreements;

import java.time.Instant;
import java.util.Locale;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Text;

/// Either party, or the hub, closes an agreement by saying so under its seal.
///
/// The open protocols have no message for this once an agreement is final, so it is ours.
///
/// @param id UUIDv7; the same notice received twice counts once
record Notice(
        String id,
        String agreement,
        long version,
        Kind kind,
        String by,
        Instant time,
        String reason) {

    static final String FORMAT = "saphan.org/notice/v1";

    enum Kind {
        SUSPEND,
        RESUME,
        END;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind parse(String word) {
            return switch (word) {
                case "suspend" -> SUSPEND;
                case "resume" -> RESUME;
                case "end" -> END;
                default -> throw new MalformedText("kind", "not suspend, resume or end");
            };
        }
    }

    Bytes bytes() {
        return Text.write(FORMAT)
                .line("notice", id)
                .line("agreement", agreement)
                .line("version", version)
                .line("kind", kind.word())
                .line("by", by)
                .line("time", time)
                .line("reason", reason)
                .bytes();
    }

    static Notice parse(Bytes bytes) {
        var text = Text.read(bytes, FORMAT);
        var notice =
                new Notice(
                        text.line("notice"),
                        text.line("agreement"),
                        text.number("version"),
                        Kind.parse(text.line("kind")),
                        text.line("by"),
                        text.time("time"),
                        text.line("reason"));
        text.end();
        return notice;
    }
}
