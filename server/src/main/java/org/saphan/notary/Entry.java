package org.saphan.notary;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.Statement;

/// A leaf of an exchange with everything in it read: what the index has to know.
record Entry(
        Leaf.Role role,
        Leaf.Seen seen,
        RequestStatement request,
        Statement outcome,
        Optional<Notary.SubjectKey> subject) {

    static Entry of(Leaf.Exchange leaf, Optional<Notary.SubjectKey> subject) {
        var request = RequestStatement.parse(leaf.request());
        var outcome = Statement.parse(leaf.outcome());
        if (outcome instanceof RequestStatement || !outcome.exchange().equals(request.exchange())) {
            throw new MalformedText("outcome", "not the outcome of this request");
        }
        return new Entry(leaf.role(), leaf.seen(), request, outcome, subject);
    }

    static Instant requestedAt(Leaf.Exchange leaf) {
        return RequestStatement.parse(leaf.request()).time();
    }

    UUID exchange() {
        return UUID.fromString(request.exchange());
    }

    Key key() {
        return new Key(exchange(), role);
    }

    Located at(int log, long leaf) {
        return new Located(key(), log, leaf, request.consumerMember(), request.providerMember());
    }

    /// One exchange has one leaf for each role; a site that serves both members holds both.
    record Key(UUID exchange, Leaf.Role role) {}

    /// Where an exchange stands, and the two members who are parties to it.
    ///
    /// @param log      which of this site's logs, by its row
    /// @param provider absent when the caller asked for a service that nobody registered
    record Located(Key key, int log, long leaf, String consumer, Optional<String> provider) {}
}
