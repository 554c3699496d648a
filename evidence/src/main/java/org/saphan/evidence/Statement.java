package org.saphan.evidence;

import java.time.Instant;

/// What a node stands for in one exchange. It names who, when, under which agreement and clause, and
/// commits to everything else: no payload, no path, no citizen number, nothing that can be guessed.
public sealed interface Statement permits RequestStatement, AnswerStatement, RefusalStatement {

    /// The exchange id, a UUIDv7 that the consumer's node made.
    String exchange();

    Instant time();

    /// Version of the trust list in force where the statement was made.
    long trustList();

    /// Exactly the bytes that are sealed, sent and logged.
    Bytes bytes();

    static Statement parse(Bytes bytes) {
        return switch (Text.formatOf(bytes)) {
            case RequestStatement.FORMAT -> RequestStatement.parse(bytes);
            case AnswerStatement.FORMAT -> AnswerStatement.parse(bytes);
            case RefusalStatement.FORMAT -> RefusalStatement.parse(bytes);
            default -> throw new MalformedText("format", "not a statement of a known version");
        };
    }
}
