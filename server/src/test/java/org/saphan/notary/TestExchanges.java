package org.saphan.notary;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.saphan.evidence.AnswerStatement;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.RefusalStatement;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.Salts;
import org.saphan.evidence.SigningKey;
import org.saphan.kernel.Uuid7;

/// Sealed exchanges between the land department and the insurance regulator, as many as a test wants.
final class TestExchanges {

    static final String CONSUMER = "TH/GOV/DLT/tax";
    static final String SERVICE = "TH/GOV/OIC/motor/cmi-check";
    static final String SITE = "oic";

    private static final SigningKey DLT = SigningKey.of(SigningKey.generate("Ed25519"));
    private static final SigningKey OIC = SigningKey.of(SigningKey.generate("Ed25519"));
    private static final SecureRandom RANDOM = new SecureRandom();

    final Leaf.Exchange leaf;
    final Salts salts;
    final String id;

    private TestExchanges(Leaf.Exchange leaf, Salts salts, String id) {
        this.leaf = leaf;
        this.salts = salts;
        this.id = id;
    }

    /// The provider's leaf of an answered exchange.
    static TestExchanges answered(Clock clock) {
        return answered(clock, Leaf.Role.PROVIDER, CONSUMER);
    }

    static TestExchanges answered(Clock clock, Leaf.Role role, String consumer) {
        var salts = Salts.fresh(RANDOM, EnumSet.allOf(Salts.Part.class));
        var request = request(clock, consumer, salts);
        var answer =
                new AnswerStatement(
                        request.exchange(),
                        request.time(),
                        request.bytes().sha256(),
                        SERVICE,
                        200,
                        hash(),
                        hash(),
                        17,
                        List.of("/owner"),
                        0,
                        Optional.of(hash()),
                        salts.only(Salts.OF_ANSWER).hash(),
                        1);
        return of(clock, role, request, answer.bytes(), OIC, "TH/GOV/OIC", salts);
    }

    /// The consumer's leaf of a refusal at its own node.
    static TestExchanges refused(Clock clock) {
        var salts = Salts.fresh(RANDOM, EnumSet.of(Salts.Part.TARGET));
        var request = request(clock, CONSUMER, salts);
        var refusal =
                new RefusalStatement(
                        request.exchange(),
                        request.time(),
                        request.bytes().sha256(),
                        "TH/GOV/DLT",
                        "purpose_not_granted",
                        1);
        return of(clock, Leaf.Role.CONSUMER, request, refusal.bytes(), DLT, "TH/GOV/DLT", salts);
    }

    private static RequestStatement request(Clock clock, String consumer, Salts salts) {
        Instant time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new RequestStatement(
                new Uuid7(clock, RANDOM).next().toString(),
                time,
                consumer,
                Optional.of(SERVICE),
                Optional.of(new RequestStatement.AgreementReference("dsa-1", 1, hash(), "c1")),
                Optional.of("vehicle-tax"),
                new RequestStatement.Person.Nobody(),
                "GET",
                salts.commit(Salts.Part.TARGET, Bytes.utf8("/v1/vehicles/1")),
                hash(),
                hash(),
                0,
                salts.only(Salts.OF_REQUEST).hash(),
                1);
    }

    private static TestExchanges of(
            Clock clock,
            Leaf.Role role,
            RequestStatement request,
            Bytes outcome,
            SigningKey by,
            String signer,
            Salts salts) {
        var leaf =
                new Leaf.Exchange(
                        SITE,
                        role,
                        Leaf.Seen.LIVE,
                        request.bytes(),
                        Optional.of(
                                DLT.sealerFor("TH/GOV/DLT", clock).seal(request.bytes()).bytes()),
                        outcome,
                        by.sealerFor(signer, clock).seal(outcome).bytes());
        return new TestExchanges(leaf, salts, request.exchange());
    }

    static Bytes fingerprint(String member) {
        return (member.equals("TH/GOV/OIC") ? OIC : DLT).verifyingKey().fingerprint();
    }

    private static Bytes hash() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Bytes.owning(bytes);
    }
}
