package org.saphan.notary;

import java.util.Optional;
import org.saphan.evidence.log.NoteKey;
import org.saphan.evidence.log.Witness;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;

/// `POST /witness/add-checkpoint`: we countersign the heads of every log on the trust list. Statuses
/// and bodies are those of C2SP `tlog-witness`.
final class WitnessDoor {

    private final Witness witness;
    private final Registry registry;

    WitnessDoor(Witness witness, Registry registry) {
        this.witness = witness;
        this.registry = registry;
    }

    Reply answer(Request request) {
        return switch (witness.addCheckpoint(request.body(), this::logKey)) {
            case Witness.Answer.Cosigned(var lines) ->
                    Reply.bytes("text/plain; charset=utf-8", lines);
            case Witness.Answer.Conflict conflict ->
                    Reply.bytes("text/x.tlog.size", conflict.body()).status(409);
            case Witness.Answer.Unknown() ->
                    throw new Problem(
                            Problem.Kind.NOT_FOUND, "no log of this origin is on the trust list");
            case Witness.Answer.Forbidden() ->
                    throw new Problem(
                            Problem.Kind.FORBIDDEN, "the log did not sign this checkpoint");
            case Witness.Answer.BadProof() ->
                    Reply.text("the consistency proof does not lead to this checkpoint\n")
                            .status(422);
            case Witness.Answer.Malformed _ ->
                    throw new Problem(
                            Problem.Kind.MALFORMED,
                            "send old size, proof and checkpoint as C2SP tlog-witness says");
        };
    }

    /// The newest key of that origin, for a log whose key was replaced.
    private Optional<NoteKey> logKey(String origin) {
        return registry.sites().stream()
                .flatMap(site -> site.logs().stream())
                .filter(key -> key.name().equals(origin))
                .reduce((_, newer) -> newer);
    }
}
