package org.saphan.agreements;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.saphan.evidence.AgreementText;
import org.saphan.evidence.Bytes;

/// Everything that is granted at this node at one moment. Immutable: a change makes a new one, so a
/// decision never sees half of it.
public final class Grants {

    private record Key(String consumer, String service) {}

    /// What the gateway hears. Both are ordinary answers.
    public sealed interface Decision {

        record Allowed(Grant grant) implements Decision {}

        record Denied(Denial denial) implements Decision {}
    }

    private static final Decision NO_AGREEMENT = new Decision.Denied(Denial.NO_AGREEMENT);

    private final Map<Key, List<Grant>> byPair;

    private Grants(Map<Key, List<Grant>> byPair) {
        this.byPair = byPair;
    }

    static Grants none() {
        return new Grants(Map.of());
    }

    /// Compiles each agreement in the state given with it.
    static Grants of(Map<SealedAgreement, State> agreements) {
        var byPair = new HashMap<Key, List<Grant>>();
        agreements.forEach(
                (agreement, state) -> add(byPair, agreement.text(), agreement.hash(), state));
        byPair.replaceAll((_, grants) -> List.copyOf(grants));
        return new Grants(Map.copyOf(byPair));
    }

    private static void add(
            Map<Key, List<Grant>> byPair, AgreementText text, Bytes hash, State state) {
        var compiled = Grant.compile(text, hash, state);
        for (int i = 0; i < compiled.size(); i++) {
            var clause = text.clauses().get(i);
            for (var system : clause.systems()) {
                var grants =
                        byPair.computeIfAbsent(
                                new Key(system, clause.service()), _ -> new ArrayList<>());
                grants.add(compiled.get(i));
                grants.sort(Comparator.comparing(grant -> grant.reference().id()));
            }
        }
    }

    /// A hash look-up and a few comparisons. Of several grants that allow, the first by id is named;
    /// the caller picks another with `Saphan-Agreement`.
    public Decision decide(Grant.Ask ask) {
        var grants = byPair.get(new Key(ask.consumer(), ask.service()));
        if (grants == null) {
            return NO_AGREEMENT;
        }
        var nearest = Denial.NO_AGREEMENT;
        for (var grant : grants) {
            var denial = grant.against(ask);
            if (denial.isEmpty()) {
                return new Decision.Allowed(grant);
            }
            if (denial.get().compareTo(nearest) > 0) {
                nearest = denial.get();
            }
        }
        return new Decision.Denied(nearest);
    }

    /// What a consumer may call of a service now, whatever the hour: `GET /v1/vehicles/{plate}`.
    public List<String> open(String consumer, String service, Instant at) {
        return byPair.getOrDefault(new Key(consumer, service), List.of()).stream()
                .filter(grant -> grant.isInForce(at))
                .flatMap(grant -> grant.endpoints().stream())
                .map(PathTemplate::text)
                .distinct()
                .toList();
    }

    /// The grant that a request names, whatever state it is in.
    public Optional<Grant> find(String consumer, String service, String agreement, String clause) {
        return byPair.getOrDefault(new Key(consumer, service), List.of()).stream()
                .filter(grant -> grant.reference().id().equals(agreement))
                .filter(grant -> grant.reference().clause().equals(clause))
                .findFirst();
    }
}
