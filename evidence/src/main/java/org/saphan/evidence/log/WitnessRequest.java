package org.saphan.evidence.log;

import java.util.ArrayList;
import java.util.List;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Text;

/// What a log sends to a witness: its newest head, and the proof that it continues the head that the
/// witness has seen. The body of C2SP `tlog-witness` `add-checkpoint`.
///
/// @param oldSize of the head that the witness has seen; 0 when none
/// @param proof   from there to the new head; empty when nothing needs proving
public record WitnessRequest(long oldSize, List<Bytes> proof, Checkpoint checkpoint) {

    static final int MAX_BYTES = 64 << 10;
    private static final String OLD = "old ";
    private static final String DASH = "\u2014 ";

    public WitnessRequest {
        proof = List.copyOf(proof);
        if (oldSize < 0 || oldSize > checkpoint.size()) {
            throw new MalformedText("old", "not up to the size of the checkpoint");
        }
        if (proof.size() > Proofs.MAX_HASHES) {
            throw new MalformedText("proof", "more than " + Proofs.MAX_HASHES + " hashes");
        }
        if (proof.stream().anyMatch(hash -> hash.size() != Tiles.HASH)) {
            throw new MalformedText("proof", "a hash is not 32 bytes");
        }
    }

    public Bytes bytes() {
        var head = new StringBuilder(OLD).append(oldSize).append('\n');
        proof.forEach(hash -> head.append(hash.base64()).append('\n'));
        return Bytes.utf8(head.append('\n').toString()).concat(checkpoint.bytes());
    }

    /// Only the one canonical form is read.
    public static WitnessRequest parse(Bytes body) {
        if (body.size() > MAX_BYTES) {
            throw new MalformedText("body", "longer than " + MAX_BYTES + " bytes");
        }
        var text = body.text();
        int empty = text.indexOf("\n\n");
        if (empty < 0 || !text.startsWith(OLD)) {
            throw new MalformedText("body", "not an old size, a proof and a checkpoint");
        }
        var lines = text.substring(0, empty).split("\n", -1);
        var proof = new ArrayList<Bytes>();
        for (int i = 1; i < lines.length; i++) {
            proof.add(Bytes.fromBase64(lines[i]));
        }
        var request =
                new WitnessRequest(
                        Text.parseNumber("old", lines[0].substring(OLD.length())),
                        proof,
                        Checkpoint.parse(Bytes.utf8(text.substring(empty + 2))));
        if (!request.bytes().equals(body)) {
            throw new MalformedText("body", "not in its one canonical form");
        }
        return request;
    }

    /// The head with those of the answer's signatures that one of these witnesses really made. Others
    /// are left out, as C2SP `tlog-witness` asks of the client.
    ///
    /// @param answer the body of the witness's `200`: signature lines
    public Checkpoint countersigned(Bytes answer, List<NoteKey> witnesses) {
        var head = checkpoint;
        for (var line : lines(answer)) {
            var signature = Checkpoint.Signature.parse(line);
            var lone = new Checkpoint(head.origin(), head.size(), head.root(), List.of(signature));
            if (witnesses.stream().anyMatch(witness -> lone.witnessedBy(witness).isPresent())) {
                head = head.with(signature);
            }
        }
        return head;
    }

    private static List<String> lines(Bytes answer) {
        if (answer.size() > MAX_BYTES) {
            throw new MalformedText("answer", "longer than " + MAX_BYTES + " bytes");
        }
        var text = answer.text();
        var lines = text.lines().toList();
        if (!text.endsWith("\n") || !lines.stream().allMatch(line -> line.startsWith(DASH))) {
            throw new MalformedText("answer", "not signature lines");
        }
        return lines;
    }
}
