package org.saphan.evidence.time;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;

/// Answers RFC 3161 queries. The certificate must be one for timestamps alone, critically so.
public final class TimestampAuthority {

    /// A policy identifier of the arc for examples and experiments; an authority that has an arc of its
    /// own sets its own.
    private static final ASN1ObjectIdentifier POLICY =
            new ASN1ObjectIdentifier("1.3.6.1.4.1.32473.1.1");

    private final KeyPair key;
    private final X509Certificate certificate;
    private final Clock clock;
    private final SecureRandom random;

    public TimestampAuthority(
            KeyPair key, X509Certificate certificate, Clock clock, SecureRandom random) {
        this.key = key;
        this.certificate = certificate;
        this.clock = clock;
        this.random = random;
    }

    /// A response, DER. A query that is read and cannot be granted is refused inside the response.
    public Bytes answer(Bytes query) {
        var tokens = tokens();
        try {
            var request = new TimeStampRequest(query.array());
            var responses = new TimeStampResponseGenerator(tokens, Set.of(TSPAlgorithms.SHA256));
            var response =
                    responses.generate(
                            request, new BigInteger(126, random), Date.from(clock.instant()));
            return Bytes.of(response.getEncoded());
        } catch (IOException | TSPException | RuntimeException e) {
            // of any kind: what the ASN.1 library throws at foreign bytes is not all declared
            throw new MalformedText("query", "not an RFC 3161 query that can be answered");
        }
    }

    private TimeStampTokenGenerator tokens() {
        try {
            var tokens = new TimeStampTokenGenerator(signer(), digest(), POLICY);
            tokens.addCertificates(new JcaCertStore(List.of(certificate)));
            return tokens;
        } catch (OperatorCreationException | CertificateEncodingException | TSPException e) {
            throw new IllegalStateException("the timestamp authority's key cannot sign", e);
        }
    }

    private SignerInfoGenerator signer()
            throws OperatorCreationException, CertificateEncodingException {
        return new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                .build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()),
                        certificate);
    }

    private static DigestCalculator digest() throws OperatorCreationException {
        return new JcaDigestCalculatorProviderBuilder()
                .build()
                .get(new AlgorithmIdentifier(TSPAlgorithms.SHA256));
    }
}
