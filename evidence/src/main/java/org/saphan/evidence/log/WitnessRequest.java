package org.saphan.evidence.log;

import java.util.List;
import org.saphan.evidence.Bytes;

/// Skeleton.
public record WitnessRequest(long oldSize, List<Bytes> proof, Checkpoint checkpoint) {

    public static Bytes body(long oldSize, List<Bytes> proof, Checkpoint checkpoint) {
        throw new IllegalStateException();
    }
}
