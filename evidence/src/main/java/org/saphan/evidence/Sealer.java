package org.saphan.evidence;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Seals texts in the name of one member, one signature for a whole batch.
///
/// @param signer    the member, for example `TH/GOV/OIC`
/// @param key       SHA-256 of the key's SubjectPublicKeyInfo
/// @param algorithm `ES256` or `Ed25519`
/// @param sign      the private key's only door; it may stand in a file, a provider or a token
public record Sealer(
        String signer, Bytes key, String algorithm, UnaryOperator<Bytes> sign, Clock clock) {

    /// A batch of one.
    public Seal seal(Bytes text) {
        return sealAll(List.of(text)).getFirst();
    }

    /// One seal per text, in the same order, all carrying the same signature.
    public List<Seal> sealAll(List<Bytes> texts) {
        var time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var hashes = texts.stream().map(Merkle::leaf).toList();
        int size = texts.size();
        var signature =
                sign.apply(Seal.batchText(signer, key, algorithm, time, size, Merkle.root(hashes)));
        return IntStream.range(0, size)
                .mapToObj(
                        i ->
                                new Seal(
                                        signer,
                                        key,
                                        algorithm,
                                        time,
                                        size,
                                        i,
                                        Merkle.path(hashes, i),
                                        signature))
                .toList();
    }
}
