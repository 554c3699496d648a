package org.saphan.notary;

import java.time.Instant;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.log.Checkpoint;

/// The two ends of a timestamp (RFC 3161): what to ask the authority, and whether its answer is good.
interface Stamper {

    /// A token over a head, and the time that it states.
    record Stamp(Bytes token, Instant time) {}

    /// Asks for one head; an answer counts only for the question that it belongs to.
    interface Question {

        Bytes query();

        /// Throws `MalformedText` when the answer is no, or not the authority's, or not for this.
        Stamp read(Bytes answer);
    }

    Question about(Checkpoint head);

    /// The hub's authority; whose certificate counts is what the exchange's root says.
    static Stamper rfc3161(Registry registry) {
        return head -> {
            throw new IllegalStateException("timestamps come with the receipt's branch");
        };
    }
}
