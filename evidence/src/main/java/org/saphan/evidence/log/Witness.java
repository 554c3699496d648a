package org.saphan.evidence.log;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.saphan.evidence.Bytes;

/// Skeleton.
public final class Witness {

    public sealed interface Answer {

        record Cosigned(Bytes lines) implements Answer {}

        record Conflict(long size) implements Answer {}

        record Unknown() implements Answer {}

        record Forbidden() implements Answer {}

        record BadProof() implements Answer {}

        record Malformed() implements Answer {}
    }

    public static Witness open(Path directory, NoteSigner signer, Clock clock, Disk disk) {
        throw new IllegalStateException();
    }

    public Answer addCheckpoint(Bytes body, Function<String, Optional<NoteKey>> logs) {
        throw new IllegalStateException();
    }
}
