package org.saphan.exchange;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import org.saphan.agreements.Agreements;
import org.saphan.agreements.Grant;
import org.saphan.agreements.Grants.Decision;
import org.saphan.evidence.AnswerStatement;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.RefusalStatement;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.RequestStatement.Person;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Salts.Part;
import org.saphan.evidence.Statement;
import org.saphan.exchange.Envelope.SealedStatement;
import org.saphan.kernel.Uuid7;
import org.saphan.members.Members;
import org.saphan.members.TrustList;
import org.saphan.notary.Notary;

/// The consumer's side of one exchange. Every way out of [#ask] for a known caller is a durable leaf.
final class Gateway {

    private final Members members;
    private final Agreements agreements;
    private final Notary notary;
    private final Peers peers;
    private final Quotas quotas;
    private final Uuid7 ids;
    private final SecureRandom random;

    Gateway(
            Members members,
            Agreements agreements,
            Notary notary,
            Peers peers,
            Quotas quotas,
            Uuid7 ids,
            SecureRandom random) {
        this.members = members;
        this.agreements = agreements;
        this.notary = notary;
        this.peers = peers;
        this.quotas = quotas;
        this.ids = ids;
        this.random = random;
    }

    /// One exchange as it grows: what is known, sealed and salted so far.
    private static final class Progress {

        private final Ask call;
        private final String exchange;
        private final Instant at;
        private final TrustList trust;
        private final Salts salts;
        private Optional<Grant> grant = Optional.empty();
        private Optional<SealedStatement<RequestStatement>> sealed = Optional.empty();

        private Progress(Ask call, String exchange, Instant at, TrustList trust, Salts salts) {
            this.call = call;
            this.exchange = exchange;
            this.at = at;
            this.trust = trust;
            this.salts = salts;
        }
    }

    Ask.Result ask(Ask call) {
        // 1. Room for the leaf comes first: without it nobody may be asked anything.
        try (var _ = Room.reserve(notary)) {
            var progress =
                    new Progress(
                            call, ids.next().toString(), now(), members.trust(), freshSalts(call));
            try {
                return exchange(progress);
            } catch (Refused refused) {
                return refuse(progress, refused);
            }
        }
    }

    private Ask.Result exchange(Progress progress) {
        var call = progress.call;

        // 2. Decide, on our own grants and our own trust list.
        progress.grant = Optional.of(decide(progress));

        // 3. Seal what will be sent, exactly as it will be sent.
        var statement = statement(progress);
        var bytes = statement.bytes();
        var sealed =
                new SealedStatement<>(
                        statement, bytes, members.sealer(call.caller().member()).seal(bytes));
        progress.sealed = Optional.of(sealed);

        // 4. Send, and wait no longer than the limit.
        var site =
                progress.trust
                        .siteOf(call.target().service().member())
                        .orElseThrow(() -> new Refused(Reason.UNKNOWN_MEMBER));
        var outcome =
                peers.ask(
                        site,
                        new Envelope.Question(
                                sealed,
                                progress.salts,
                                call.target().raw(),
                                call.head(),
                                call.body()));

        // 5. Check that this answers our request and that the provider stands for it.
        check(progress, sealed, outcome);

        // 6. Record. After this the exchange has happened, for ever.
        notary.record(
                leaf(progress, outcome.statement()),
                progress.salts.and(outcome.salts()),
                Optional.empty());
        return switch (outcome.statement().value()) {
            case AnswerStatement answer ->
                    new Ask.Result.Answered(
                            progress.exchange, answer.status(), outcome.head(), outcome.body());
            case RefusalStatement refusal ->
                    new Ask.Result.Denied(progress.exchange, refused(refusal, progress));
            case RequestStatement _ -> throw new IllegalStateException("checked above");
        };
    }

    private Grant decide(Progress progress) {
        var call = progress.call;
        var trust = progress.trust;
        if (!call.caller().equals(call.claimed())) {
            throw new Refused(Reason.CLIENT_MISMATCH);
        }
        if (progress.at.isAfter(trust.expires())) {
            throw new Refused(Reason.TRUST_LIST_EXPIRED);
        }
        var provider = trust.member(call.target().service().member());
        var consumer = trust.member(call.caller().member());
        if (provider.isEmpty()
                || consumer.isEmpty()
                || !trust.knowsSystem(call.target().service().system())) {
            throw new Refused(Reason.UNKNOWN_MEMBER);
        }
        if (provider.get().suspended() || consumer.get().suspended()) {
            throw new Refused(Reason.MEMBER_SUSPENDED);
        }
        if (!isAtSite(call.head(), provider.get(), trust)) {
            throw new Refused(Reason.INVALID_SECURITY_SERVER);
        }
        if (!trust.knowsService(call.target().service())) {
            throw new Refused(Reason.UNKNOWN_SERVICE);
        }
        var grant =
                switch (agreements.grants().decide(ask(progress))) {
                    case Decision.Allowed(var allowed) -> allowed;
                    case Decision.Denied(var denial) -> throw new Refused(Reason.of(denial));
                };
        var wait = quotas.admit(Leaf.Role.CONSUMER, grant, progress.at);
        if (wait.isPresent()) {
            progress.grant = Optional.of(grant);
            throw new Refused(Reason.QUOTA_EXCEEDED, wait);
        }
        return grant;
    }

    /// `X-Road-Security-Server: TH/GOV/OIC/oic`: a member, and the site that must host the provider. Any
    /// member of that site may stand before it; X-Road names the server's owner there.
    private static boolean isAtSite(Head head, TrustList.Member provider, TrustList trust) {
        var named = head.last("x-road-security-server");
        if (named.isEmpty()) {
            return true;
        }
        int slash = named.get().lastIndexOf('/');
        return slash > 0
                && named.get().substring(slash + 1).equals(provider.site())
                && trust.members().stream()
                        .filter(member -> member.site().equals(provider.site()))
                        .anyMatch(
                                member ->
                                        member.id()
                                                .value()
                                                .equals(named.get().substring(0, slash)));
    }

    private static Grant.Ask ask(Progress progress) {
        var call = progress.call;
        return new Grant.Ask(
                call.caller().toString(),
                call.target().service().toString(),
                call.method(),
                call.target().path(),
                call.purpose(),
                call.personRule(),
                call.agreement(),
                progress.at);
    }

    /// Names only what is registered; anything else that the caller wrote stays behind a commitment.
    private RequestStatement statement(Progress progress) {
        var call = progress.call;
        var service = call.target().service();
        var salts = progress.salts;
        return new RequestStatement(
                progress.exchange,
                progress.at,
                call.caller().toString(),
                progress.trust.knowsService(service)
                        ? Optional.of(service.toString())
                        : Optional.empty(),
                progress.grant.map(Grant::reference),
                call.purpose().filter(progress.trust::knowsPurpose),
                person(call, salts),
                call.method(),
                salts.commit(Part.TARGET, Bytes.utf8(call.target().raw())),
                salts.commit(Part.HEAD, call.head().bytes()),
                salts.commit(Part.BODY, call.body()),
                call.body().size(),
                salts.hash(),
                progress.trust.version());
    }

    private static Person person(Ask call, Salts salts) {
        return call.person()
                .<Person>map(
                        person ->
                                new Person.Asserted(salts.commit(Part.PERSON, Bytes.utf8(person))))
                .orElseGet(Person.Nobody::new);
    }

    private Salts freshSalts(Ask call) {
        var parts = EnumSet.of(Part.TARGET, Part.HEAD, Part.BODY);
        if (call.person().isPresent()) {
            parts.add(Part.PERSON);
        }
        return Salts.fresh(random, parts);
    }

    private void check(
            Progress progress,
            SealedStatement<RequestStatement> request,
            Envelope.Outcome outcome) {
        var service = progress.call.target().service();
        var statement = outcome.statement();
        boolean good =
                outcome.answers(request, service.toString())
                        && statement.isBy(service.member(), progress.trust, now())
                        && !Replays.isSkewed(statement.value().time(), now());
        if (!good) {
            throw new Refused(Reason.INCONSISTENT_RESPONSE);
        }
    }

    private Refused refused(RefusalStatement refusal, Progress progress) {
        var reason = Reason.parse(refusal.reason()).orElse(Reason.PEER_FAILED);
        return reason == Reason.QUOTA_EXCEEDED
                ? new Refused(reason, Optional.of(Quotas.untilTomorrow(progress.at)))
                : new Refused(reason);
    }

    /// A refusal of ours carries one seal, over the refusal, which names the request by its hash.
    private Ask.Result refuse(Progress progress, Refused refused) {
        var member = progress.call.caller().member();
        var request =
                progress.sealed
                        .map(SealedStatement::bytes)
                        .orElseGet(() -> statement(progress).bytes());
        var refusal =
                new RefusalStatement(
                        progress.exchange,
                        now(),
                        request.sha256(),
                        member.toString(),
                        refused.reason().word(),
                        progress.trust.version());
        var bytes = refusal.bytes();
        var leaf =
                new Leaf.Exchange(
                        members.site(),
                        Leaf.Role.CONSUMER,
                        Leaf.Seen.LIVE,
                        request,
                        progress.sealed.map(statement -> statement.seal().bytes()),
                        bytes,
                        members.sealer(member).seal(bytes).bytes());
        notary.record(leaf, progress.salts, Optional.empty());
        return new Ask.Result.Denied(progress.exchange, refused);
    }

    private Leaf.Exchange leaf(Progress progress, SealedStatement<Statement> outcome) {
        var request = progress.sealed.orElseThrow();
        return new Leaf.Exchange(
                members.site(),
                Leaf.Role.CONSUMER,
                Leaf.Seen.LIVE,
                request.bytes(),
                Optional.of(request.seal().bytes()),
                outcome.bytes(),
                outcome.seal().bytes());
    }

    private Instant now() {
        return members.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
