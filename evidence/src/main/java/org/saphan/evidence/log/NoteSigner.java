package org.saphan.evidence.log;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.SigningKey;

/// Signs checkpoints: in the name of a log, or of a witness that has seen one.
public final class NoteSigner {

    private final NoteKey key;
    private final SigningKey secret;

    private NoteSigner(NoteKey key, SigningKey secret) {
        this.key = key;
        this.secret = secret;
    }

    /// @param secret an Ed25519 key
    public static NoteSigner of(String name, NoteKey.Kind kind, SigningKey secret) {
        if (!secret.verifyingKey().algorithm().equals("Ed25519")) {
            throw new MalformedText("key", "not an Ed25519 key");
        }
        return new NoteSigner(NoteKey.of(name, kind, secret.verifyingKey().key()), secret);
    }

    public NoteKey key() {
        return key;
    }

    /// A log's signature over a note's text.
    Checkpoint.Signature sign(Bytes noteText) {
        return new Checkpoint.Signature(key.name(), key.id(), secret.sign(noteText));
    }

    /// A witness's signature, which says when it saw the head.
    Checkpoint.Signature cosign(Bytes noteText, Instant at) {
        var time = ByteBuffer.allocate(8).putLong(at.getEpochSecond()).array();
        var signature = secret.sign(Checkpoint.cosigned(noteText, at.getEpochSecond()));
        return new Checkpoint.Signature(key.name(), key.id(), Bytes.owning(time).concat(signature));
    }
}
