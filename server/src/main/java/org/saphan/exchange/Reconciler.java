package org.saphan.exchange;

import static org.saphan.kernel.http.Routes.get;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.saphan.evidence.AnswerStatement;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.RefusalStatement;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Seal;
import org.saphan.evidence.Statement;
import org.saphan.exchange.Envelope.SealedStatement;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.Uuid7;
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

    /// What is found. `takenOver` and `unreachable` are of one round; `alone` are those, since the
    /// start, that the other side holds and that do not check out.
    public record Found(int takenOver, int alone, int unreachable) {

        private Found and(Found other) {
            return new Found(
                    takenOver + other.takenOver,
                    alone + other.alone,
                    unreachable + other.unreachable);
        }
    }

    /// What our own log must have and has not.
    private record Missing(Leaf.Exchange leaf, Salts salts) {}

    /// One of our members, and a site that may have provided to it.
    private record Pair(MemberId member, String site) {}

    /// One leaf of the provider's log, with the salts that a party may have.
    record Delivered(String exchange, Bytes leaf, Bytes salts) {}

    private static final Pattern EXCHANGE =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /// Longer than any exchange takes here: the patience with a peer, and the clocks' difference.
    private static final Duration IN_FLIGHT = Duration.ofMinutes(2);

    /// How long after the start everything since the last mark is asked for again. A provider may
    /// have been at work on what we asked before we went down: it records that later, under an id
    /// that stands before others which we have taken over already. After the last of these no
    /// provider is at work any more (a service has five minutes), and the mark moves.
    private static final List<Duration> AGAIN =
            List.of(Duration.ofSeconds(20), Duration.ofMinutes(2), Duration.ofMinutes(7));

    /// So many ids are remembered at most: whoever lists more of them is not believed anyway.
    private static final int MOST_ALONE = 1_000;

    private final Members members;
    private final Notary notary;
    private final Peers peers;
    private final Instant started;
    private final Map<Pair, String> reached = new HashMap<>();
    private final Set<String> alone = new HashSet<>();
    private long askedAgain;

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

    synchronized Found reconcile() {
        var up = Duration.between(started, members.now());
        long again = AGAIN.stream().filter(after -> up.compareTo(after) > 0).count();
        if (again > askedAgain) {
            askedAgain = again;
            reached.clear();
        }
        var found = new Found(0, 0, 0);
        for (var member : members.own()) {
            for (var site : members.trust().sites()) {
                found = found.and(reconcile(new Pair(member, site.id()), site));
            }
        }
        return new Found(found.takenOver(), alone.size(), found.unreachable());
    }

    private Found reconcile(Pair pair, TrustList.Site site) {
        var mark = notary.reconciledUpTo(pair.member(), pair.site());
        reached.putIfAbsent(pair, mark);
        int takenOver = 0;
        try {
            for (var next = next(pair, site); !next.isEmpty(); next = next(pair, site)) {
                for (var delivered : next) {
                    takenOver += takeOver(pair.member(), delivered) ? 1 : 0;
                    reached.put(pair, delivered.exchange());
                }
            }
        } catch (Problem e) {
            return new Found(takenOver, 0, 1);
        }
        var upTo = reachedBy(pair);
        if (askedAgain == AGAIN.size() && !upTo.equals(mark)) {
            notary.reconciled(pair.member(), pair.site(), upTo);
        }
        return new Found(takenOver, 0, 0);
    }

    private String reachedBy(Pair pair) {
        return reached.getOrDefault(pair, "");
    }

    /// The next page, up to the first exchange that may be in flight.
    private List<Delivered> next(Pair pair, TrustList.Site site) {
        var after = reachedBy(pair);
        var next = new ArrayList<Delivered>();
        for (var delivered : ask(pair.member(), site, after)) {
            requireNext(delivered.exchange(), after);
            if (mayBeInFlight(delivered.exchange())) {
                break;
            }
            next.add(delivered);
            after = delivered.exchange();
        }
        return next;
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
        var made = Uuid7.madeAt(UUID.fromString(exchange));
        return made.isAfter(started) && made.isAfter(members.now().minus(IN_FLIGHT));
    }

    private List<Delivered> ask(MemberId member, TrustList.Site site, String after) {
        var answer = peers.delivered(site, PATH + "?member=" + member + "&after=" + after);
        if (answer.status() != 200) {
            throw new Problem(
                    Problem.Kind.PEER_FAILED,
                    "the site " + site.id() + " does not list its exchanges");
        }
        var page = Arrays.asList(Json.read(answer.body(), Delivered[].class));
        if (page.contains(null)) {
            throw new Problem(Problem.Kind.PEER_FAILED, "a site lists nothing as an exchange");
        }
        return page;
    }

    private boolean takeOver(MemberId member, Delivered delivered) {
        if (notary.knows(delivered.exchange(), Leaf.Role.CONSUMER)) {
            return false;
        }
        var missing = parse(member, delivered);
        missing.ifPresent(ours -> notary.record(ours.leaf(), ours.salts(), Optional.empty()));
        if (missing.isEmpty() && alone.size() < MOST_ALONE) {
            alone.add(delivered.exchange());
        }
        return missing.isPresent();
    }

    /// Only what our own member sealed as a request, and the provider as its outcome, is taken over.
    private Optional<Missing> parse(MemberId member, Delivered delivered) {
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
            var salts = Salts.parse(delivered.salts());
            var service = request.value().provider();
            var provider = request.value().providerMember().map(MemberId::parse);
            var trust = members.trust();
            boolean good =
                    request.value().exchange().equals(delivered.exchange())
                            && request.isBy(member, trust, members.now())
                            && service.isPresent()
                            && Envelope.isBound(outcome.value(), request, service.get())
                            && provider.isPresent()
                            && outcome.isBy(provider.get(), trust, members.now())
                            && areSealed(salts, request.value(), outcome.value());
            return good ? Optional.of(new Missing(reconciled(theirs), salts)) : Optional.empty();
        } catch (MalformedText e) {
            return Optional.empty();
        }
    }

    /// Are these the salts that both statements name? With others no receipt of it would hold.
    private static boolean areSealed(Salts salts, RequestStatement request, Statement outcome) {
        var answers = salts.only(Salts.OF_ANSWER);
        return salts.equals(salts.only(Salts.SHARED))
                && salts.only(Salts.OF_REQUEST).hash().equals(request.salts())
                && switch (outcome) {
                    case AnswerStatement answer -> answers.hash().equals(answer.salts());
                    case RefusalStatement _ -> answers.equals(Salts.none());
                    case RequestStatement _ -> false;
                };
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
