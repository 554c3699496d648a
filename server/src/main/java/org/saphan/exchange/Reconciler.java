package org.saphan.exchange;

import static org.saphan.kernel.http.Routes.get;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Seal;
import org.saphan.evidence.Statement;
import org.saphan.exchange.Envelope.SealedStatement;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.kernel.http.Routes;
import org.saphan.members.Members;
import org.saphan.members.TrustList;
import org.saphan.notary.Notary;

/// After a crash a provider may hold a leaf of which the consumer's node knows nothing: delivered
/// unknown. At start the consumer's node asks each provider and takes over what is missing.
public final class Reconciler {

    private static final String PATH = "/peer/v1/exchanges";
    private static final int PAGE = 200;

    /// What one round found. `alone` are those that the other side holds and that do not check out.
    public record Found(int takenOver, int alone, int unreachable) {

        Found and(Found other) {
            return new Found(
                    takenOver + other.takenOver,
                    alone + other.alone,
                    unreachable + other.unreachable);
        }
    }

    /// One leaf of the provider's log, with the salts that a party may have.
    record Delivered(String exchange, Bytes leaf, Bytes salts) {}

    private static final Pattern EXCHANGE =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /// Longer than any exchange takes: the patience with a peer, and the clocks' difference.
    private static final Duration IN_FLIGHT = Duration.ofMinutes(2);

    private final Members members;
    private final Notary notary;
    private final Peers peers;
    private final Instant started;

    Reconciler(Members members, Notary notary, Peers peers) {
        this.members = members;
        this.notary = notary;
        this.peers = peers;
        this.started = members.now();
    }

    Routes peerRoutes() {
        return Routes.of(get(PATH, this::answer));
    }

    /// The provider's side: leaves whose consumer lives on the asking site, in the order of their ids.
    private Reply answer(Request request) {
        var trust = members.trust();
        var site = request.peerCertificates().stream().findFirst().flatMap(trust::siteOfTls);
        var member = MemberId.parse(request.query("member").orElse(""));
        if (site.isEmpty()
                || !site.map(TrustList.Site::id)
                        .equals(trust.siteOf(member).map(TrustList.Site::id))) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "the certificate does not belong to the site of that member");
        }
        var after = request.query("after").orElse("");
        var delivered =
                notary.providedTo(member, after, PAGE).stream()
                        .map(
                                party ->
                                        new Delivered(
                                                party.exchange(),
                                                party.leaf(),
                                                party.salts().only(Salts.SHARED).bytes()))
                        .toList();
        return Reply.json(delivered);
    }

    Found reconcile() {
        var found = new Found(0, 0, 0);
        var trust = members.trust();
        for (var member : members.own()) {
            for (var site : trust.sites()) {
                found = found.and(reconcile(member, site));
            }
        }
        return found;
    }

    private Found reconcile(MemberId member, TrustList.Site site) {
        var found = new Found(0, 0, 0);
        var after = notary.reconciledUpTo(member, site.id());
        try {
            for (var page = ask(member, site, after);
                    !page.isEmpty();
                    page = ask(member, site, after)) {
                for (var delivered : page) {
                    requireNext(delivered.exchange(), after);
                    if (mayBeInFlight(delivered.exchange())) {
                        notary.reconciled(member, site.id(), after);
                        return found;
                    }
                    found = found.and(takeOver(member, delivered));
                    after = delivered.exchange();
                }
            }
            notary.reconciled(member, site.id(), after);
            return found;
        } catch (Problem e) {
            return found.and(new Found(0, 0, 1));
        }
    }

    /// A list that does not go forward would never end.
    private static void requireNext(String exchange, String after) {
        if (!EXCHANGE.matcher(exchange).matches() || exchange.compareTo(after) <= 0) {
            throw new Problem(
                    Problem.Kind.PEER_FAILED, "a site lists its exchanges out of their order");
        }
    }

    /// What this process itself asked moments ago is still being recorded, and is no business of ours.
    private boolean mayBeInFlight(String exchange) {
        var made = Instant.ofEpochMilli(UUID.fromString(exchange).getMostSignificantBits() >>> 16);
        return made.isAfter(started) && made.isAfter(members.now().minus(IN_FLIGHT));
    }

    private List<Delivered> ask(MemberId member, TrustList.Site site, String after) {
        var answer = peers.delivered(site, PATH + "?member=" + member + "&after=" + after);
        if (answer.status() != 200) {
            throw new Problem(
                    Problem.Kind.PEER_FAILED,
                    "the site " + site.id() + " does not list its exchanges");
        }
        return new ArrayList<>(List.of(Json.read(answer.body(), Delivered[].class)));
    }

    private Found takeOver(MemberId member, Delivered delivered) {
        if (notary.knows(delivered.exchange(), Leaf.Role.CONSUMER)) {
            return new Found(0, 0, 0);
        }
        var leaf = parse(member, delivered);
        if (leaf.isEmpty()) {
            return new Found(0, 1, 0);
        }
        notary.record(leaf.get(), Salts.parse(delivered.salts()), Optional.empty());
        return new Found(1, 0, 0);
    }

    /// Only what our own member sealed as a request, and the provider as its outcome, is taken over.
    private Optional<Leaf.Exchange> parse(MemberId member, Delivered delivered) {
        try {
            if (!(Leaf.parse(delivered.leaf()) instanceof Leaf.Exchange theirs)
                    || theirs.requestSeal().isEmpty()) {
                return Optional.empty();
            }
            var request =
                    sealed(
                            RequestStatement.parse(theirs.request()),
                            theirs.request(),
                            theirs.requestSeal().get());
            var outcome =
                    sealed(
                            Statement.parse(theirs.outcome()),
                            theirs.outcome(),
                            theirs.outcomeSeal());
            var provider = request.value().providerMember().map(MemberId::parse);
            var trust = members.trust();
            boolean good =
                    request.value().exchange().equals(delivered.exchange())
                            && outcome.value().exchange().equals(delivered.exchange())
                            && request.isBy(member, trust, members.now())
                            && provider.isPresent()
                            && outcome.isBy(provider.get(), trust, members.now());
            return good ? Optional.of(reconciled(theirs)) : Optional.empty();
        } catch (MalformedText e) {
            return Optional.empty();
        }
    }

    private static <S extends Statement> SealedStatement<S> sealed(
            S value, Bytes bytes, Bytes seal) {
        return new SealedStatement<>(value, bytes, Seal.parse(seal));
    }

    private Leaf.Exchange reconciled(Leaf.Exchange theirs) {
        return new Leaf.Exchange(
                members.site(),
                Leaf.Role.CONSUMER,
                Leaf.Seen.RECONCILED,
                theirs.request(),
                theirs.requestSeal(),
                theirs.outcome(),
                theirs.outcomeSeal());
    }
}
