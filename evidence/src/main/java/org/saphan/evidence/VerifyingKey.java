package org.saphan.evidence;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.util.Optional;

/// A member's public key, ready to check its seals. P-256 (`ES256`) or Ed25519, nothing else.
///
/// @param provider a faster implementation than the JDK's, where the program has one
public record VerifyingKey(PublicKey key, String algorithm, Optional<Provider> provider) {

    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final BigInteger HALF_ORDER = P256_ORDER.shiftRight(1);

    public static VerifyingKey of(PublicKey key) {
        return of(key, Optional.empty());
    }

    /// With a provider, the key is translated into the provider's own form once, not for each seal.
    public static VerifyingKey of(PublicKey key, Optional<Provider> provider) {
        var algorithm = algorithmOf(key);
        return new VerifyingKey(
                provider.map(faster -> translated(key, faster)).orElse(key), algorithm, provider);
    }

    private static PublicKey translated(PublicKey key, Provider provider) {
        try {
            return (PublicKey)
                    KeyFactory.getInstance(key.getAlgorithm(), provider).translateKey(key);
        } catch (GeneralSecurityException e) {
            // A provider that cannot is not faster, but it still verifies.
            return key;
        }
    }

    static String algorithmOf(PublicKey key) {
        return switch (key) {
            case ECPublicKey ec when ec.getParams().getOrder().equals(P256_ORDER) -> "ES256";
            case EdECPublicKey ed when ed.getParams().getName().equals("Ed25519") -> "Ed25519";
            default -> throw new MalformedText("key", "neither P-256 nor Ed25519");
        };
    }

    /// SHA-256 of the SubjectPublicKeyInfo: how seals and lists name this key.
    public Bytes fingerprint() {
        return Bytes.of(key.getEncoded()).sha256();
    }

    /// False for every signature that is not this key's over exactly these bytes in its one form.
    public boolean verifies(Bytes message, Bytes signature) {
        if (algorithm.equals("ES256") && !isLowS(signature)) {
            return false;
        }
        try {
            var verifier = signature(algorithm, provider);
            verifier.initVerify(key);
            verifier.update(message.unsafe());
            return verifier.verify(signature.unsafe());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static Signature signature(String algorithm, Optional<Provider> provider)
            throws GeneralSecurityException {
        var name = algorithm.equals("ES256") ? "SHA256withECDSA" : "Ed25519";
        return provider.isPresent()
                ? Signature.getInstance(name, provider.get())
                : Signature.getInstance(name);
    }

    /// ECDSA gives every message two signatures, (r, s) and (r, n - s). Only the one with the smaller
    /// s counts, in its shortest DER form, so that no bit of a seal is free.
    private static boolean isLowS(Bytes der) {
        return Ecdsa.parse(der)
                .map(rs -> rs.s().signum() > 0 && rs.s().compareTo(HALF_ORDER) <= 0)
                .orElse(false);
    }

    static Bytes lowS(Bytes der) {
        var rs = Ecdsa.parse(der).orElseThrow(() -> new IllegalStateException("not ECDSA in DER"));
        return rs.s().compareTo(HALF_ORDER) <= 0
                ? der
                : new Ecdsa(rs.r(), P256_ORDER.subtract(rs.s())).der();
    }

    private record Ecdsa(BigInteger r, BigInteger s) {

        Bytes der() {
            var r = this.r.toByteArray();
            var s = this.s.toByteArray();
            var der = new byte[6 + r.length + s.length];
            der[0] = 0x30;
            der[1] = (byte) (der.length - 2);
            der[2] = 0x02;
            der[3] = (byte) r.length;
            System.arraycopy(r, 0, der, 4, r.length);
            der[4 + r.length] = 0x02;
            der[5 + r.length] = (byte) s.length;
            System.arraycopy(s, 0, der, 6 + r.length, s.length);
            return Bytes.owning(der);
        }

        /// Empty for anything but the one canonical encoding.
        static Optional<Ecdsa> parse(Bytes der) {
            if (der.size() < 8 || der.size() > 72 || der.at(0) != 0x30 || der.at(2) != 0x02) {
                return Optional.empty();
            }
            int rLength = der.at(3);
            if (rLength < 1 || 6 + rLength >= der.size() || der.at(4 + rLength) != 0x02) {
                return Optional.empty();
            }
            var r = new BigInteger(der.slice(4, 4 + rLength).unsafe());
            var s = new BigInteger(der.slice(6 + rLength, der.size()).unsafe());
            var parsed = new Ecdsa(r, s);
            return parsed.der().equals(der) ? Optional.of(parsed) : Optional.empty();
        }
    }
}
