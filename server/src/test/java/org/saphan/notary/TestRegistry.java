package org.saphan.notary;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.log.NoteKey;
import org.saphan.members.Account;
import org.saphan.members.TrustList;

/// An exchange of trust written by hand: who is listed, and whose keys count here.
final class TestRegistry implements Registry {

    final TestClock clock;
    final String site;
    final List<TrustList.Site> sites = new ArrayList<>();
    final Map<String, Account> accounts = new HashMap<>();
    final Set<Bytes> unlisted = new HashSet<>();
    final List<Instant> seen = new ArrayList<>();

    TestRegistry(String site, TestClock clock) {
        this.site = site;
        this.clock = clock;
    }

    /// Every site has an address of its own, so that a test can tell calls apart.
    TestRegistry listing(String id, Optional<NoteKey> log, Optional<NoteKey> witness) {
        sites.add(
                new TrustList.Site(
                        id,
                        URI.create("http://" + id + ".example:8080"),
                        id + ".example:8443",
                        log.stream().toList(),
                        witness.stream().toList()));
        return this;
    }

    @Override
    public String site() {
        return site;
    }

    @Override
    public List<TrustList.Site> sites() {
        return sites;
    }

    @Override
    public Optional<TrustList.Site> hub() {
        return sites.stream().filter(listed -> listed.id().equals("hub")).findFirst();
    }

    @Override
    public Optional<Account> account(String key) {
        return Optional.ofNullable(accounts.get(key));
    }

    /// Stands for the real certificate: the fingerprint that it was asked for.
    @Override
    public Optional<Bytes> certificateOf(Bytes fingerprint) {
        return unlisted.contains(fingerprint)
                ? Optional.empty()
                : Optional.of(Bytes.utf8("of " + fingerprint.hex() + "\n"));
    }

    @Override
    public Bytes root() {
        return Bytes.utf8("root\n");
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void saw(Instant time) {
        seen.add(time);
    }
}
