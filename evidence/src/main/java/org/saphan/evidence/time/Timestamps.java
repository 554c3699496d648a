package org.saphan.evidence.time;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;

/// Asks for timestamps (RFC 3161) and checks them.
public final class Timestamps {

    /// @param time        what the authority states
    /// @param certificate whose key signed it, as the token carries it
    public record Stamped(Instant time, X509Certificate certificate) {}

    private Timestamps() {}

    /// A query, DER, over the SHA-256 of these bytes. The nonce binds the answer to this query.
    public static Bytes query(Bytes message, BigInteger nonce) {
        try {
            var generator = new TimeStampRequestGenerator();
            generator.setCertReq(true);
            return Bytes.owning(
                    generator
                            .generate(TSPAlgorithms.SHA256, message.sha256().array(), nonce)
                            .getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("encoding a timestamp query", e);
        }
    }

    /// The token in an answer to that query; refuses a refusal, and an answer to another query.
    public static Bytes token(Bytes query, Bytes answer) {
        try {
            var response = new TimeStampResponse(answer.array());
            response.validate(new TimeStampRequest(query.array()));
            if (response.getTimeStampToken() == null) {
                throw new MalformedText("timestamp", "the authority refused");
            }
            return Bytes.of(response.getTimeStampToken().getEncoded());
        } catch (TSPException | IOException | RuntimeException e) {
            // of any kind: what the ASN.1 library throws at foreign bytes is not all declared
            throw new MalformedText("timestamp", "not an answer to this query");
        }
    }

    /// Checks everything that the token itself can prove: that it is over these bytes, signed by the
    /// certificate that it carries, which is one for timestamps and was valid then. Whether that
    /// certificate counts is for the caller to say.
    public static Stamped check(Bytes token, Bytes message) {
        try {
            var stamp = new TimeStampToken(new CMSSignedData(token.array()));
            var info = stamp.getTimeStampInfo();
            if (!Bytes.of(stamp.getEncoded()).equals(token)) {
                throw new MalformedText("timestamp", "not in its one canonical form");
            }
            if (!info.getMessageImprintAlgOID().equals(TSPAlgorithms.SHA256)
                    || !Bytes.of(info.getMessageImprintDigest()).equals(message.sha256())) {
                throw new MalformedText("timestamp", "over something else");
            }
            var holder = signer(stamp);
            requireForTimestamps(holder);
            stamp.validate(new JcaSimpleSignerInfoVerifierBuilder().build(holder));
            requireValidAt(holder, info.getGenTime());
            return new Stamped(
                    info.getGenTime().toInstant(),
                    new JcaX509CertificateConverter().getCertificate(holder));
        } catch (TSPException
                | CMSException
                | IOException
                | OperatorCreationException
                | CertificateException
                | RuntimeException e) {
            // of any kind: what the ASN.1 library throws at foreign bytes is not all declared
            throw new MalformedText("timestamp", "not a good token");
        }
    }

    @SuppressWarnings("unchecked") // the token's own selector finds certificates only
    private static X509CertificateHolder signer(TimeStampToken stamp) {
        var found = List.copyOf(stamp.getCertificates().getMatches(stamp.getSID()));
        if (found.size() != 1) {
            throw new MalformedText("timestamp", "carries no certificate of its signer");
        }
        return (X509CertificateHolder) found.getFirst();
    }

    /// RFC 3161 §2.3: the only purpose, and critical.
    private static void requireForTimestamps(X509CertificateHolder certificate) {
        var extension = certificate.getExtension(Extension.extendedKeyUsage);
        boolean good =
                extension != null
                        && extension.isCritical()
                        && List.of(
                                        ExtendedKeyUsage.getInstance(extension.getParsedValue())
                                                .getUsages())
                                .equals(List.of(KeyPurposeId.id_kp_timeStamping));
        if (!good) {
            throw new MalformedText("timestamp", "not by a certificate for timestamps alone");
        }
    }

    private static void requireValidAt(X509CertificateHolder certificate, Date time) {
        if (!certificate.isValidOn(time)) {
            throw new MalformedText("timestamp", "its certificate was not valid then");
        }
    }
}
