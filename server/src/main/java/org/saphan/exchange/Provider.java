package org.saphan.exchange;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.saphan.agreements.Agreements;
import org.saphan.agreements.Grant;
import org.saphan.evidence.AgreementText.PersonRule;
import org.saphan.evidence.AnswerStatement;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.RefusalStatement;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.RequestStatement.Person;
import org.saphan.evidence.Salts;
import org.saphan.evidence.Salts.Part;
import org.saphan.evidence.Statement;
import org.saphan.exchange.Envelope.SealedStatement;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.members.Members;
import org.saphan.members.TrustList;
import org.saphan.notary.Notary;

/// The provider's side of one exchange: trusts nothing that the consumer's node decided.
final class Provider {

    private final Members members;
    private final Agreements agreements;
    private final Notary notary;
    private final Services services;
    private final ServiceCaller caller;
    private final Quotas quotas;
    private final Replays replays;
    private final Tally tally;
    private final SecureRandom random;

    Provider(
            Exchange.Parts parts,
            Services services,
            ServiceCaller caller,
            Quotas quotas,
            Replays replays,
            Tally tally) {
        this.members = parts.members();
        this.agreements = parts.agreements();
        this.notary = parts.notary();
        this.services = services;
        this.caller = caller;
        this.quotas = quotas;
        this.replays = replays;
        this.tally = tally;
        this.random = parts.random();
    }

    /// What the service gave, filtered, with what evidence says about it.
    private record Served(
            int status, Head head, FieldFilter.Filtered filtered, Optional<String> subject) {}

    /// `POST /peer/v1/exchange` on the peers listener.
    Reply answer(Request request) {
        var now = now();
        var trust = members.trust();
        var question = parse(request);
        requireProved(request, question, trust, now);
        request.fact("exchange", question.statement().value().exchange());
        try (var _ = notary.reserve()) {
            return reply(outcome(question, trust, now));
        }
    }

    private Envelope.Question parse(Request request) {
        try {
            return Envelope.Question.parse(request::header, request.body());
        } catch (MalformedText | Refused e) {
            tally.turnedAway(Tally.Unproved.MALFORMED_PEER_REQUEST);
            throw new Problem(
                    Problem.Kind.MALFORMED, "the exchange is not well-formed: " + e.getMessage());
        }
    }

    /// Before this has passed nobody is known, so nothing about the caller is written down.
    private void requireProved(
            Request request, Envelope.Question question, TrustList trust, Instant now) {
        var statement = question.statement();
        var consumer = MemberId.parse(statement.value().consumerMember());
        var site =
                request.peerCertificates().stream()
                        .findFirst()
                        .flatMap(trust::siteOfTls)
                        .map(TrustList.Site::id);
        if (site.isEmpty() || !site.equals(trust.siteOf(consumer).map(TrustList.Site::id))) {
            tally.turnedAway(Tally.Unproved.FOREIGN_SITE);
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "the certificate does not belong to the site of " + consumer);
        }
        if (!statement.isBy(consumer, trust, now)) {
            tally.turnedAway(Tally.Unproved.BAD_SEAL);
            throw new Problem(Problem.Kind.FORBIDDEN, "the request is not sealed by " + consumer);
        }
        if (!question.isWhatWasSealed()) {
            tally.turnedAway(Tally.Unproved.NOT_WHAT_WAS_SEALED);
            throw new Problem(
                    Problem.Kind.MALFORMED, "what came is not what the statement commits to");
        }
        var exchange = statement.value().exchange();
        if (!Replays.isOfItsTime(exchange, statement.value().time(), now)) {
            tally.turnedAway(Tally.Unproved.ID_OF_ANOTHER_TIME);
            throw new Problem(
                    Problem.Kind.MALFORMED, "the exchange id was not made when its statement was");
        }
        if (!replays.isFirst(exchange, now)) {
            tally.turnedAway(Tally.Unproved.REPLAYED);
            throw new Problem(Problem.Kind.CONFLICT, "this exchange id was here before");
        }
    }

    private Envelope.Outcome outcome(Envelope.Question question, TrustList trust, Instant now) {
        var statement = question.statement().value();
        var provider =
                statement.providerMember().map(MemberId::parse).filter(members.own()::contains);
        if (provider.isEmpty()) {
            throw new Problem(Problem.Kind.NOT_FOUND, "no such provider at this site");
        }
        try {
            return serve(question, provider.get(), trust, now);
        } catch (Refused refused) {
            return refuse(question, provider.get(), trust, refused);
        }
    }

    private Envelope.Outcome serve(
            Envelope.Question question, MemberId provider, TrustList trust, Instant now) {
        var clock = tally.begin(Tally.Side.PROVIDER);
        var request = question.statement().value();

        // 1. Decide again, on the same grant, by our own copy of it.
        requireFresh(request, provider, trust, now);
        var service =
                services.find(request.provider().orElseThrow())
                        .orElseThrow(() -> new Refused(Reason.UNKNOWN_SERVICE));
        if (!service.enabled()) {
            throw new Refused(Reason.SERVICE_DISABLED);
        }
        var grant = decide(question, now);
        clock.done(Tally.Stage.DECIDE);

        // 2. Call the service and keep what may leave.
        var served = call(question, service, grant);
        clock.done(Tally.Stage.SERVICE);

        // 3. Seal the answer, which is bound to the request by its hash.
        var salts = freshSalts(served);
        var answer =
                new AnswerStatement(
                        request.exchange(),
                        now(),
                        question.statement().bytes().sha256(),
                        service.id().toString(),
                        served.status(),
                        salts.commit(Part.ANSWER_HEAD, served.head().bytes()),
                        salts.commit(Part.ANSWER_BODY, served.filtered().body()),
                        served.filtered().body().size(),
                        served.filtered().removed(),
                        served.filtered().other(),
                        served.subject()
                                .map(number -> salts.commit(Part.SUBJECT, Bytes.utf8(number))),
                        salts.only(Salts.OF_ANSWER).hash(),
                        trust.version());
        var outcome =
                new Envelope.Outcome(
                        seal(answer, provider),
                        salts.only(Salts.OF_ANSWER),
                        served.head(),
                        served.filtered().body());
        clock.done(Tally.Stage.SEAL);

        // 4. Record. From here on the exchange has happened.
        record(question, outcome, salts, served.subject());
        clock.done(Tally.Stage.RECORD);
        return outcome;
    }

    private void requireFresh(
            RequestStatement request, MemberId provider, TrustList trust, Instant now) {
        if (now.isAfter(trust.expires())) {
            throw new Refused(Reason.TRUST_LIST_EXPIRED);
        }
        if (Replays.isSkewed(request.time(), now)) {
            throw new Refused(Reason.CLOCK_SKEW);
        }
        var consumer = trust.member(MemberId.parse(request.consumerMember()));
        if (consumer.isEmpty() || !trust.knowsSystem(SystemId.parse(request.consumer()))) {
            throw new Refused(Reason.UNKNOWN_MEMBER);
        }
        if (consumer.get().suspended()
                || trust.member(provider).map(TrustList.Member::suspended).orElse(true)) {
            throw new Refused(Reason.MEMBER_SUSPENDED);
        }
    }

    private Grant decide(Envelope.Question question, Instant now) {
        var request = question.statement().value();
        var reference = request.agreement().orElseThrow(() -> new Refused(Reason.NO_AGREEMENT));
        var grant =
                agreements
                        .grants()
                        .find(
                                request.consumer(),
                                request.provider().orElseThrow(),
                                reference.id(),
                                reference.clause())
                        .orElseThrow(() -> new Refused(Reason.NO_AGREEMENT));
        if (!grant.reference().equals(reference)) {
            throw new Refused(Reason.AGREEMENT_DIFFERS);
        }
        var denial = grant.against(ask(question, now));
        if (denial.isPresent()) {
            throw new Refused(Reason.of(denial.get()));
        }
        var wait = quotas.admit(Leaf.Role.PROVIDER, grant, now);
        if (wait.isPresent()) {
            throw new Refused(Reason.QUOTA_EXCEEDED, wait);
        }
        return grant;
    }

    private static Grant.Ask ask(Envelope.Question question, Instant now) {
        var request = question.statement().value();
        var person =
                switch (request.person()) {
                    case Person.Nobody _ -> PersonRule.NONE;
                    case Person.Asserted _ -> PersonRule.ASSERTED;
                    case Person.Token _ -> PersonRule.TOKEN;
                };
        return new Grant.Ask(
                request.consumer(),
                request.provider().orElseThrow(),
                request.method(),
                Target.pathOf(question.target()),
                request.purpose(),
                person,
                Optional.empty(),
                now);
    }

    private Served call(Envelope.Question question, Service service, Grant grant) {
        boolean filters = !grant.fields().isEmpty();
        var head = filters ? question.head().withoutWhatHindersTheFilter() : question.head();
        var answer =
                caller.call(
                        service,
                        question.statement().value().method(),
                        question.target(),
                        head,
                        question.body());
        var subject = service.subject().flatMap(at -> at.find(question, answer.body()));
        if (!filters) {
            return new Served(
                    answer.status(),
                    answer.head(),
                    FieldFilter.Filtered.untouched(answer.body()),
                    subject);
        }
        return filtered(answer, service, grant, subject);
    }

    private static Served filtered(
            ServiceCaller.Answer answer, Service service, Grant grant, Optional<String> subject) {
        var head = answer.head().withWhatPassesTheFilter();
        boolean dropped = answer.status() >= 400 && !grant.errorBodies().contains(answer.status());
        if (answer.body().size() == 0 || dropped) {
            return new Served(
                    answer.status(),
                    head.without("content-type"),
                    FieldFilter.Filtered.untouched(Bytes.empty()),
                    subject);
        }
        if (answer.status() >= 400) {
            return new Served(
                    answer.status(), head, FieldFilter.Filtered.untouched(answer.body()), subject);
        }
        if (!answer.isWholeJson()) {
            throw new Refused(Reason.ANSWER_NOT_FILTERABLE);
        }
        var filtered = new FieldFilter(grant.fields(), service.declared()).apply(answer.body());
        var validator = "\"" + filtered.body().sha256().hex().substring(0, 32) + "\"";
        return new Served(answer.status(), head.with("etag", validator), filtered, subject);
    }

    private Salts freshSalts(Served served) {
        var parts = EnumSet.of(Part.ANSWER_HEAD, Part.ANSWER_BODY);
        if (served.subject().isPresent()) {
            parts.add(Part.SUBJECT);
        }
        return Salts.fresh(random, parts);
    }

    private Envelope.Outcome refuse(
            Envelope.Question question, MemberId provider, TrustList trust, Refused refused) {
        var request = question.statement();
        var refusal =
                new RefusalStatement(
                        request.value().exchange(),
                        now(),
                        request.bytes().sha256(),
                        provider.toString(),
                        refused.reason().word(),
                        trust.version());
        var outcome =
                new Envelope.Outcome(
                        seal(refusal, provider), Salts.none(), new Head(List.of()), Bytes.empty());
        record(question, outcome, Salts.none(), Optional.empty());
        tally.refused(Tally.Side.PROVIDER, refused.reason());
        return outcome;
    }

    private SealedStatement<Statement> seal(Statement statement, MemberId provider) {
        var bytes = statement.bytes();
        return new SealedStatement<>(statement, bytes, members.sealer(provider).seal(bytes));
    }

    /// @param own the answer's salts, with the one that stays here
    private void record(
            Envelope.Question question,
            Envelope.Outcome outcome,
            Salts own,
            Optional<String> subject) {
        var request = question.statement();
        var leaf =
                new Leaf.Exchange(
                        members.site(),
                        Leaf.Role.PROVIDER,
                        Leaf.Seen.LIVE,
                        request.bytes(),
                        Optional.of(request.seal().bytes()),
                        outcome.statement().bytes(),
                        outcome.statement().seal().bytes());
        notary.record(leaf, question.salts().and(own), subject.map(notary::subjectKey));
    }

    private static Reply reply(Envelope.Outcome outcome) {
        var reply = Reply.bytes("application/octet-stream", outcome.body());
        for (var header : outcome.headers().entrySet()) {
            reply = reply.header(header.getKey(), header.getValue());
        }
        return reply;
    }

    private Instant now() {
        return members.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
