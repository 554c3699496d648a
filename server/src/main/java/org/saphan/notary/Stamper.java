package org.saphan.notary;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.VerifyingKey;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.evidence.time.Timestamps;

/// One question to the timestamp authority (RFC 3161), and what its answer is worth. The nonce binds
/// the answer to the question.
record Stamper(Checkpoint head, Bytes query) {

    private static final int NONCE_BITS = 63;

    /// A token over a head, and the time that it states.
    record Stamp(Bytes token, Instant time) {}

    static Stamper about(Checkpoint head, SecureRandom random) {
        return new Stamper(head, Timestamps.query(head.text(), new BigInteger(NONCE_BITS, random)));
    }

    /// Throws `MalformedText` unless the answer is a token over this head by a listed authority.
    Stamp read(Bytes answer, Registry registry) {
        var token = Timestamps.token(query, answer);
        var stamped = Timestamps.check(token, head.text());
        var fingerprint = VerifyingKey.of(stamped.certificate().getPublicKey()).fingerprint();
        if (registry.certificateOf(fingerprint).isEmpty()) {
            throw new MalformedText("timestamp", "by an authority that was never listed");
        }
        return new Stamp(token, stamped.time());
    }

    /// The key that signed a token which was found good when it was kept.
    static Bytes signer(Bytes token, Checkpoint head) {
        var certificate = Timestamps.check(token, head.text()).certificate();
        return VerifyingKey.of(certificate.getPublicKey()).fingerprint();
    }
}
