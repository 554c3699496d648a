package org.saphan.notary;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.evidence.time.Timestamps;

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
    static Stamper rfc3161(Registry registry, SecureRandom random) {
        return head ->
                new Rfc3161(
                        registry,
                        head.text(),
                        Timestamps.query(head.text(), new BigInteger(64, random)));
    }

    record Rfc3161(Registry registry, Bytes text, Bytes query) implements Question {

        @Override
        public Stamp read(Bytes answer) {
            var token = Timestamps.token(query, answer);
            var stamped = Timestamps.check(token, text);
            try {
                stamped.certificate().verify(root().getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new MalformedText("timestamp", "its certificate does not come from the root");
            }
            return new Stamp(token, stamped.time());
        }

        private X509Certificate root() throws CertificateException {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(registry.root().unsafe()));
        }
    }
}
