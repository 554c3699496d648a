package org.saphan.evidence;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.Optional;

/// A private key and its one use here: signing. P-256 (`ES256`) or Ed25519.
public final class SigningKey {

    private final PrivateKey secret;
    private final VerifyingKey open;

    private SigningKey(PrivateKey secret, VerifyingKey open) {
        this.secret = secret;
        this.open = open;
    }

    public static SigningKey of(KeyPair pair) {
        return of(pair, Optional.empty());
    }

    /// @param provider a faster implementation than the JDK's, where the program has one
    public static SigningKey of(KeyPair pair, Optional<Provider> provider) {
        return new SigningKey(pair.getPrivate(), VerifyingKey.of(pair.getPublic(), provider));
    }

    /// A fresh key pair of the JDK.
    public static KeyPair generate(String algorithm) {
        try {
            if (algorithm.equals("Ed25519")) {
                return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            }
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256 and Ed25519", e);
        }
    }

    public VerifyingKey verifyingKey() {
        return open;
    }

    public Bytes sign(Bytes message) {
        try {
            var signer = VerifyingKey.signature(open.algorithm(), open.provider());
            signer.initSign(secret);
            signer.update(message.unsafe());
            var signature = Bytes.owning(signer.sign());
            return open.algorithm().equals("ES256") ? VerifyingKey.lowS(signature) : signature;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with a key of our own failed", e);
        }
    }

    /// Seals in the name of this member.
    public Sealer sealerFor(String member, Clock clock) {
        return new Sealer(member, open.fingerprint(), open.algorithm(), this::sign, clock);
    }

    @Override
    public String toString() {
        return open.algorithm() + " key " + open.fingerprint().hex().substring(0, 16);
    }
}
