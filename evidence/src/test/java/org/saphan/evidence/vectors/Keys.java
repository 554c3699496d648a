package org.saphan.evidence.vectors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.ContentSigner;
import org.saphan.evidence.Bytes;

/// Keys whose secrets are SHA-256 of their names: public, and for vectors alone.
///
/// @param secret the Ed25519 seed, or the P-256 scalar, big-endian
/// @param spki   the SubjectPublicKeyInfo, DER
record Keys(String name, String algorithm, Bytes secret, Bytes spki) {

    private static final ECNamedDomainParameters P256 =
            new ECNamedDomainParameters(
                    X9ObjectIdentifiers.prime256v1, CustomNamedCurves.getByName("secp256r1"));

    /// Most receipts have the same certificates, and the same key says the same over the same bytes.
    private static final Map<Bytes, Bytes> SIGNED = new ConcurrentHashMap<>();

    static Keys of(String name, String algorithm) {
        var secret = Bytes.utf8("saphan vectors " + name).sha256();
        try {
            return new Keys(
                    name,
                    algorithm,
                    secret,
                    Bytes.owning(
                            SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                                            open(algorithm, secret))
                                    .getEncoded("DER")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AsymmetricKeyParameter open(String algorithm, Bytes secret) {
        return algorithm.equals("Ed25519")
                ? new Ed25519PrivateKeyParameters(secret.array()).generatePublicKey()
                : new ECPublicKeyParameters(
                        P256.getG().multiply(new BigInteger(1, secret.array())).normalize(), P256);
    }

    Bytes fingerprint() {
        return spki.sha256();
    }

    /// The 32 bytes of an Ed25519 key.
    Bytes raw() {
        return spki.slice(spki.size() - 32, spki.size());
    }

    Bytes sign(Bytes message) {
        return SIGNED.computeIfAbsent(
                spki.concat(message),
                _ -> algorithm.equals("Ed25519") ? ed25519(message) : ecdsa(message, false));
    }

    /// The other ECDSA signature of the same message, which seals refuse.
    Bytes signHigh(Bytes message) {
        return ecdsa(message, true);
    }

    private Bytes ed25519(Bytes message) {
        var signer = new Ed25519Signer();
        signer.init(true, new Ed25519PrivateKeyParameters(secret.array()));
        signer.update(message.array(), 0, message.size());
        return Bytes.owning(signer.generateSignature());
    }

    private Bytes ecdsa(Bytes message, boolean high) {
        var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret.array()), P256));
        var rs = signer.generateSignature(message.sha256().array());
        boolean isHigh = rs[1].compareTo(P256.getN().shiftRight(1)) > 0;
        try {
            return Bytes.owning(
                    StandardDSAEncoding.INSTANCE.encode(
                            P256.getN(),
                            rs[0],
                            isHigh == high ? rs[1] : P256.getN().subtract(rs[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// For certificates and timestamps.
    ContentSigner contentSigner() {
        var content = new ByteArrayOutputStream();
        return new ContentSigner() {
            @Override
            public AlgorithmIdentifier getAlgorithmIdentifier() {
                return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
            }

            @Override
            public OutputStream getOutputStream() {
                return content;
            }

            @Override
            public byte[] getSignature() {
                return sign(Bytes.of(content.toByteArray())).array();
            }
        };
    }
}
