package org.saphan.sources;

import org.saphan.evidence.Bytes;

/// How a question to a published table ended.
public sealed interface TableAnswer {

    /// @param body a JSON document; also of an error that the caller can mend
    record Answered(int status, Bytes body) implements TableAnswer {}

    record Failed() implements TableAnswer {}

    record Slow() implements TableAnswer {}

    record TooLarge() implements TableAnswer {}

    record Busy() implements TableAnswer {}
}
