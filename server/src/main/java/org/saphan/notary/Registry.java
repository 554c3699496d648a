package org.saphan.notary;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.members.Account;
import org.saphan.members.Members;
import org.saphan.members.TrustList;

/// What the notary asks about others: whose key this is, who witnesses, where the hub is. The other
/// side of it is the members' room, or a hand-written exchange of trust in a test.
interface Registry {

    String site();

    List<TrustList.Site> sites();

    Optional<TrustList.Site> hub();

    Optional<Account> account(String key);

    /// The certificate (DER) of a key, by the SHA-256 of its SubjectPublicKeyInfo.
    Optional<Bytes> certificateOf(Bytes fingerprint);

    /// The root certificate (DER) of the exchange.
    Bytes root();

    Instant now();

    void saw(Instant time);

    /// Sites whose word about our log counts: every listed one with a witness key but ourselves.
    default List<TrustList.Site> witnesses() {
        return sites().stream()
                .filter(other -> !other.id().equals(site()) && !other.witnesses().isEmpty())
                .toList();
    }

    static Registry of(Members members) {
        return new Registry() {
            @Override
            public String site() {
                return members.site();
            }

            @Override
            public List<TrustList.Site> sites() {
                return members.trust().sites();
            }

            @Override
            public Optional<TrustList.Site> hub() {
                var trust = members.trust();
                return trust.site(trust.hub());
            }

            @Override
            public Optional<Account> account(String key) {
                return members.account(key);
            }

            @Override
            public Optional<Bytes> certificateOf(Bytes fingerprint) {
                return members.certificateOf(fingerprint);
            }

            @Override
            public Bytes root() {
                return members.root();
            }

            @Override
            public Instant now() {
                return members.now();
            }

            @Override
            public void saw(Instant time) {
                members.saw(time);
            }
        };
    }
}
