package org.saphan.evidence.log;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Text;

/// A signed tree head in the form of C2SP `tlog-checkpoint`, with the signatures under it.
///
/// @param signatures of the log itself and of witnesses; unknown ones are kept and mean nothing
public record Checkpoint(String origin, long size, Bytes root, List<Signature> signatures) {

    private static final String DASH = "\u2014 ";
    private static final int MAX_SIGNATURES = 32;

    /// `— name base64(keyid, signature)`
    public record Signature(String name, Bytes keyId, Bytes value) {

        String line() {
            return DASH + name + " " + keyId.concat(value).base64() + "\n";
        }

        static Signature parse(String line) {
            var parts = line.substring(DASH.length()).split(" ", -1);
            if (parts.length != 2 || parts[0].isEmpty()) {
                throw new MalformedText("signature", "not a name and a signature");
            }
            var bytes = Bytes.fromBase64(parts[1]);
            if (bytes.size() < 5) {
                throw new MalformedText("signature", "too short");
            }
            return new Signature(parts[0], bytes.slice(0, 4), bytes.slice(4, bytes.size()));
        }
    }

    public Checkpoint {
        if (origin.isEmpty() || origin.indexOf('\n') >= 0) {
            throw new MalformedText("origin", "not one line");
        }
        if (size < 0) {
            throw new MalformedText("size", "negative");
        }
        if (root.size() != 32) {
            throw new MalformedText("root", "not 32 bytes");
        }
        signatures = List.copyOf(signatures);
        if (signatures.size() > MAX_SIGNATURES) {
            throw new MalformedText("signature", "more than " + MAX_SIGNATURES);
        }
    }

    /// A log's head, signed by the log.
    public static Checkpoint sign(long size, Bytes root, NoteSigner log) {
        var unsigned = new Checkpoint(log.key().name(), size, root, List.of());
        return unsigned.with(log.sign(unsigned.text()));
    }

    /// The three lines that are signed: origin, size, root.
    public Bytes text() {
        return Bytes.utf8(origin + "\n" + size + "\n" + root.base64() + "\n");
    }

    /// The whole note.
    public Bytes bytes() {
        var note = new StringBuilder(text().text()).append('\n');
        signatures.forEach(signature -> note.append(signature.line()));
        return Bytes.utf8(note.toString());
    }

    /// Only the one canonical form is read: no extension lines, no blank signatures.
    public static Checkpoint parse(Bytes bytes) {
        var lines = bytes.text().split("\n", -1);
        if (lines.length < 6 || !lines[3].isEmpty() || !lines[lines.length - 1].isEmpty()) {
            throw new MalformedText("checkpoint", "not a signed note of three lines");
        }
        var signatures = new ArrayList<Signature>();
        for (int i = 4; i < lines.length - 1; i++) {
            if (!lines[i].startsWith(DASH)) {
                throw new MalformedText("signature", "does not begin with a dash");
            }
            signatures.add(Signature.parse(lines[i]));
        }
        var checkpoint =
                new Checkpoint(
                        lines[0],
                        Text.parseNumber("size", lines[1]),
                        Bytes.fromBase64(lines[2]),
                        signatures);
        if (!checkpoint.bytes().equals(bytes)) {
            throw new MalformedText("checkpoint", "not in its one canonical form");
        }
        return checkpoint;
    }

    /// With one more signature; a second one by the same key takes the first one's place.
    public Checkpoint with(Signature signature) {
        var all = new ArrayList<>(signatures);
        all.removeIf(
                old ->
                        old.name().equals(signature.name())
                                && old.keyId().equals(signature.keyId()));
        all.add(signature);
        return new Checkpoint(origin, size, root, all);
    }

    /// Did the log with this key sign this head?
    public boolean isSignedBy(NoteKey log) {
        return log.kind() == NoteKey.Kind.LOG
                && log.name().equals(origin)
                && by(log).map(s -> log.verifies(text(), s.value())).orElse(false);
    }

    /// When the witness with this key saw this head, if it did.
    public Optional<Instant> witnessedBy(NoteKey witness) {
        if (witness.kind() != NoteKey.Kind.WITNESS) {
            return Optional.empty();
        }
        return by(witness).filter(s -> s.value().size() == 72).flatMap(s -> seen(witness, s));
    }

    private Optional<Instant> seen(NoteKey witness, Signature signature) {
        long at = ByteBuffer.wrap(signature.value().unsafe()).getLong();
        var rest = signature.value().slice(8, 72);
        return at > 0 && witness.verifies(cosigned(text(), at), rest)
                ? Optional.of(Instant.ofEpochSecond(at))
                : Optional.empty();
    }

    private Optional<Signature> by(NoteKey key) {
        return signatures.stream()
                .filter(s -> s.name().equals(key.name()) && s.keyId().equals(key.id()))
                .findFirst();
    }

    /// C2SP `tlog-cosignature`: what a witness signs.
    static Bytes cosigned(Bytes noteText, long epochSecond) {
        return Bytes.utf8("cosignature/v1\ntime " + epochSecond + "\n").concat(noteText);
    }
}
