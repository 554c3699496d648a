package org.saphan.exchange;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.kernel.Limits;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Answer;
import org.saphan.kernel.http.Call;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.HttpCaller;
import org.saphan.kernel.http.Outcome;
import org.saphan.members.Members;
import org.saphan.members.TrustList;

/// Talks to the other sites' peers listeners, over mutual TLS, and only to the site that is meant.
public final class Peers {

    static final String EXCHANGE = "/peer/v1/exchange";

    /// What the longest answer of a peer adds to the body that it carries.
    private static final int NOTICE_BYTES = 64 << 10;

    private final HttpCaller http;
    private final Members members;
    private final Limits limits;

    public Peers(HttpCaller http, Members members, Limits limits) {
        this.http = http;
        this.members = members;
        this.limits = limits;
    }

    Envelope.Outcome ask(TrustList.Site site, Envelope.Question question) {
        var headers = new ArrayList<Header>();
        question.headers().forEach((name, value) -> headers.add(new Header(name, value)));
        var outcome = call(site, "POST", EXCHANGE, headers, question.body(), limits.bodyBytes());
        return switch (outcome) {
            case Outcome.Answered(var answer) -> parse(answer);
            case Outcome.Unreachable _, Outcome.Broken _, Outcome.TooLarge _ ->
                    throw new Refused(Reason.PEER_FAILED);
            case Outcome.Slow _ -> throw new Refused(Reason.PEER_SLOW);
            case Outcome.Busy _ ->
                    throw new Refused(Reason.BUSY, Optional.of(Duration.ofSeconds(1)));
        };
    }

    /// A peer that refuses before it knows us answers a problem, without a statement.
    private static Envelope.Outcome parse(Answer answer) {
        if (answer.status() != 200) {
            throw new Refused(answer.status() == 503 ? Reason.BUSY : Reason.PEER_FAILED);
        }
        try {
            return Envelope.Outcome.parse(answer::header, answer.body());
        } catch (MalformedText e) {
            throw new Refused(Reason.INCONSISTENT_RESPONSE);
        }
    }

    /// Brings a sealed notice; returns when the other site has kept it.
    public void deliverNotice(String siteId, Bytes sealed) {
        var site =
                members.trust()
                        .site(siteId)
                        .orElseThrow(
                                () ->
                                        new Problem(
                                                Problem.Kind.NOT_FOUND,
                                                "no site " + siteId + " is listed"));
        var answer =
                call(site, "POST", "/peer/v1/notices", List.of(), sealed, NOTICE_BYTES).orThrow();
        if (answer.status() != 204) {
            throw new Problem(
                    Problem.Kind.PEER_FAILED,
                    "site " + siteId + " answered " + answer.status() + " to a notice");
        }
    }

    /// The exchanges that a provider's site holds for one of our members, after a given one.
    Answer delivered(TrustList.Site site, String target) {
        return get(site, target);
    }

    Answer get(TrustList.Site site, String target) {
        return call(site, "GET", target, List.of(), Bytes.empty(), limits.bodyBytes()).orThrow();
    }

    private Outcome call(
            TrustList.Site site,
            String method,
            String target,
            List<Header> headers,
            Bytes body,
            int answerBytes) {
        try {
            return http.call(
                    new Call(
                            method,
                            Call.Place.of(site.peers()),
                            target,
                            headers,
                            body,
                            limits.peerAnswer(),
                            answerBytes,
                            chain -> requireSite(site, chain)));
        } catch (Problem e) {
            return new Outcome.Unreachable(e.detail());
        }
    }

    /// On every call, not only at the handshake: a pooled connection outlives a change of trust.
    private void requireSite(TrustList.Site site, List<X509Certificate> chain) {
        var actual = chain.stream().findFirst().flatMap(members.trust()::siteOfTls);
        if (actual.isEmpty() || !actual.get().id().equals(site.id())) {
            throw new Problem(
                    Problem.Kind.PEER_FAILED, "the certificate is not that of site " + site.id());
        }
    }
}
