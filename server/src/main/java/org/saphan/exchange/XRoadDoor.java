package org.saphan.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.saphan.callers.Callers;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Problem;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.members.Account;

/// The X-Road REST door, `/r1/…`: a client written for X-Road needs no change. Its statuses and codes
/// win here, also over our own problem documents.
///
/// Names and rules are those of the X-Road message protocol for REST; where we read it differently,
/// `docs/deviations.md` says so.
final class XRoadDoor {

    static final String RECEIPT = "Saphan-Receipt";

    private static final Set<String> METHODS =
            Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    private static final Pattern PARTY = Pattern.compile("([^/]{1,64}/)?[^/]{1,128}");

    private final Callers callers;
    private final Gateway gateway;
    private final Metaservices metaservices;
    private final Tally tally;
    private final XRoadErrors errors;

    XRoadDoor(
            Callers callers,
            Gateway gateway,
            Metaservices metaservices,
            Tally tally,
            XRoadErrors errors) {
        this.callers = callers;
        this.gateway = gateway;
        this.metaservices = metaservices;
        this.tally = tally;
        this.errors = errors;
    }

    Reply answer(Request request) {
        var requestId = request.id();
        try {
            var account = prove(request);
            var call = call(request, account, requestId);
            request.fact("system", call.caller().toString());
            var question = Metaservices.Question.of(call.method(), call.target(), request);
            return question.isPresent()
                    ? described(question.get(), call)
                    : reply(request, call, gateway.ask(call));
        } catch (Refused refused) {
            // Nobody proved who it is, or nothing could be read, or there is no room: counted only.
            tally.turnedAway(refused.reason());
            request.fact("refused", refused.reason().word());
            return error(refused, request, requestId.toString(), Optional.empty());
        }
    }

    /// Who is there; open to everybody who reaches this door, as X-Road has it.
    Reply listClients(Request request) {
        try {
            return metaservices.listClients(request);
        } catch (Refused refused) {
            tally.turnedAway(refused.reason());
            request.fact("refused", refused.reason().word());
            return error(refused, request, request.id().toString(), Optional.empty());
        }
    }

    private Reply described(Metaservices.Question question, Ask call) {
        if (!call.caller().equals(call.claimed())) {
            throw new Refused(Reason.CLIENT_MISMATCH);
        }
        return withIdentity(metaservices.answer(question, call.caller()), call);
    }

    /// What the listener itself refuses (too large, overload, a bug) in this door's own shape.
    Reply problem(Problem problem, UUID requestId) {
        var reason =
                switch (problem.kind()) {
                    case TOO_LARGE -> Reason.BODY_TOO_LARGE;
                    case NO_ROOM -> Reason.NO_ROOM;
                    case BUSY, QUOTA -> Reason.BUSY;
                    case INTERNAL -> Reason.INTERNAL_ERROR;
                    default -> Reason.MALFORMED_REQUEST;
                };
        var refused = new Refused(reason, problem.retryAfter());
        var wording =
                reason == Reason.MALFORMED_REQUEST
                        ? XRoadErrors.Wording.of(problem)
                        : XRoadErrors.Wording.of(reason);
        return errors.reply(refused, wording, requestId.toString(), Optional.empty());
    }

    /// Empty for whoever proves nothing.
    Optional<Account> account(Request request) {
        try {
            return Optional.of(prove(request));
        } catch (Refused refused) {
            tally.turnedAway(refused.reason());
            return Optional.empty();
        }
    }

    private Account.SystemAccount prove(Request request) {
        return switch (callers.prove(request, () -> claimedClient(new Head(request.headers())))) {
            case Callers.Proof.Known(var account) -> account;
            case Callers.Proof.Unproved _ -> throw new Refused(Reason.UNPROVED_CALLER);
            case Callers.Proof.Uncheckable _ -> throw new Refused(Reason.UNCHECKABLE_CALLER);
        };
    }

    private Ask call(Request request, Account.SystemAccount account, UUID requestId) {
        if (!METHODS.contains(request.method())) {
            throw new Refused(Reason.MALFORMED_REQUEST);
        }
        var arrived = new Head(request.headers());
        var claimed = claimedClient(arrived);
        arrived.last("x-road-represented-party").ifPresent(XRoadDoor::requireParty);
        var messageId =
                arrived.last("x-road-id")
                        .orElseGet(() -> claimed.member().instance() + "-" + requestId);
        var head =
                Head.forwarded(request.headers())
                        .with("x-road-client", claimed.toString())
                        .with("x-road-id", messageId)
                        .with("x-road-request-id", requestId.toString());
        return new Ask(
                account.id(),
                claimed,
                request.method(),
                Target.parse(request.rawTarget()),
                head,
                request.body(),
                arrived.last("saphan-purpose").or(account::purpose),
                arrived.last("saphan-agreement"),
                arrived.last("x-road-userid"));
    }

    /// `[class/]code` of a party that is no member here. It is passed on and opens nothing.
    private static void requireParty(String party) {
        if (!PARTY.matcher(party).matches()) {
            throw new Refused(Reason.MALFORMED_REQUEST);
        }
    }

    /// Three parts name a member and four a system; only systems call here.
    private static SystemId claimedClient(Head arrived) {
        var client =
                arrived.last("x-road-client").orElseThrow(() -> new Refused(Reason.INVALID_CLIENT));
        try {
            var parts = client.split("/", -1);
            var decoded = new String[parts.length];
            for (int i = 0; i < parts.length; i++) {
                decoded[i] = Target.decode(parts[i]);
            }
            return SystemId.parse(String.join("/", decoded));
        } catch (Problem | Refused e) {
            throw new Refused(Reason.INVALID_CLIENT);
        }
    }

    private Reply reply(Request request, Ask call, Ask.Result result) {
        request.fact("exchange", result.exchange());
        return switch (result) {
            case Ask.Result.Answered answered -> answered(call, answered);
            case Ask.Result.Denied denied -> {
                request.fact("refused", denied.refused().reason().word());
                yield withIdentity(
                        error(
                                denied.refused(),
                                request,
                                denied.exchange(),
                                Optional.of(denied.exchange())),
                        call);
            }
        };
    }

    private static Reply answered(Ask call, Ask.Result.Answered answered) {
        var reply = new Reply(answered.status(), answered.head().fields(), answered.body());
        return withIdentity(reply, call)
                .header("X-Road-Request-Hash", requestHash(call))
                .header(RECEIPT, answered.exchange());
    }

    private static Reply withIdentity(Reply reply, Ask call) {
        return reply.header("X-Road-Client", call.claimed().toString())
                .header("X-Road-Service", call.target().service().toString())
                .header("X-Road-Id", call.head().last("x-road-id").orElseThrow())
                .header("X-Road-Request-Id", call.head().last("x-road-request-id").orElseThrow());
    }

    private Reply error(Refused refused, Request request, String id, Optional<String> receipt) {
        var reply = errors.reply(refused, id, request.header("Accept"));
        return receipt.map(exchange -> reply.header(RECEIPT, exchange)).orElse(reply);
    }

    /// X-Road's construction over our own canonical request: SHA-512 of method, path and headers, and
    /// with a body SHA-512 of that hash and the body's.
    private static String requestHash(Ask call) {
        var head = new StringBuilder();
        head.append(call.method()).append("\r\n").append(call.target().raw()).append("\r\n");
        for (Header header : call.head().fields()) {
            head.append(header.name()).append(':').append(header.value()).append("\r\n");
        }
        var headHash = sha512(head.toString().getBytes(StandardCharsets.UTF_8));
        if (call.body().size() == 0) {
            return Base64.getEncoder().encodeToString(headHash);
        }
        var both = Bytes.of(headHash).concat(Bytes.of(sha512(call.body().unsafe())));
        return Base64.getEncoder().encodeToString(sha512(both.unsafe()));
    }

    private static byte[] sha512(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }
}
