package org.saphan.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Problem;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.members.Account;
import org.saphan.members.Members;
import org.saphan.notary.Notary;

/// The X-Road REST door, `/r1/…`: a client written for X-Road needs no change. Its statuses and codes
/// win here, also over our own problem documents.
///
/// Names and rules are those of the X-Road message protocol for REST; where we read it differently,
/// `docs/deviations.md` says so.
final class XRoadDoor {

    static final String RECEIPT = "Saphan-Receipt";

    private static final Set<String> METHODS =
            Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    private final Members members;
    private final Gateway gateway;
    private final Notary notary;

    XRoadDoor(Members members, Gateway gateway, Notary notary) {
        this.members = members;
        this.gateway = gateway;
        this.notary = notary;
    }

    Reply answer(Request request) {
        var requestId = request.id();
        try {
            var account = prove(request);
            var call = call(request, account, requestId);
            request.fact("system", call.caller().toString());
            return reply(request, call, gateway.ask(call));
        } catch (Refused refused) {
            // Nobody proved who it is, or nothing could be read, or there is no room: counted only.
            notary.count(refused.reason().word());
            request.fact("refused", refused.reason().word());
            return error(refused, requestId.toString(), Optional.empty());
        }
    }

    /// What the listener itself refuses (too large, overload, a bug) in this door's own shape.
    static Reply problem(Problem problem, UUID requestId) {
        var reason =
                switch (problem.kind()) {
                    case TOO_LARGE -> Reason.BODY_TOO_LARGE;
                    case NO_ROOM -> Reason.NO_ROOM;
                    case BUSY, QUOTA -> Reason.BUSY;
                    case INTERNAL -> Reason.INTERNAL_ERROR;
                    default -> Reason.MALFORMED_REQUEST;
                };
        var refused = new Refused(reason, problem.retryAfter());
        return reason == Reason.MALFORMED_REQUEST
                ? error(refused, requestId.toString(), Optional.empty(), wording(problem))
                : error(refused, requestId.toString(), Optional.empty());
    }

    /// The reason's own words are about the address, which may be right here.
    private static Wording wording(Problem problem) {
        var kind = problem.kind();
        return new Wording(kind.thai() + " / " + kind.english(), problem.detail());
    }

    private Account.SystemAccount prove(Request request) {
        var account = request.header("Saphan-Key").flatMap(members::account);
        if (account.isPresent() && account.get() instanceof Account.SystemAccount system) {
            return system;
        }
        throw new Refused(Reason.UNPROVED_CALLER);
    }

    private Ask call(Request request, Account.SystemAccount account, UUID requestId) {
        if (!METHODS.contains(request.method())) {
            throw new Refused(Reason.MALFORMED_REQUEST);
        }
        var arrived = new Head(request.headers());
        var claimed = claimedClient(arrived);
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

    private static Reply reply(Request request, Ask call, Ask.Result result) {
        request.fact("exchange", result.exchange());
        return switch (result) {
            case Ask.Result.Answered answered -> answered(call, answered);
            case Ask.Result.Denied denied -> {
                request.fact("refused", denied.refused().reason().word());
                yield withIdentity(
                        error(denied.refused(), denied.exchange(), Optional.of(denied.exchange())),
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

    private record Wording(String message, String detail) {}

    private static Reply error(Refused refused, String id, Optional<String> receipt) {
        var reason = refused.reason();
        var wording = new Wording(reason.thai() + " / " + reason.english(), reason.english());
        return error(refused, id, receipt, wording);
    }

    private static Reply error(
            Refused refused, String id, Optional<String> receipt, Wording wording) {
        var reason = refused.reason();
        var body = new LinkedHashMap<String, String>();
        body.put("type", reason.code());
        body.put("message", wording.message());
        body.put("detail", reason.word() + ": " + wording.detail() + " " + id);
        var reply = Reply.json(body).status(reason.status()).header("X-Road-Error", reason.code());
        if (receipt.isPresent()) {
            reply = reply.header(RECEIPT, receipt.get());
        }
        return retryAfter(refused).map(retry(reply)).orElse(reply);
    }

    private static Optional<Duration> retryAfter(Refused refused) {
        int status = refused.reason().status();
        return status == 503 || status == 429
                ? refused.retryAfter().or(() -> Optional.of(Duration.ofSeconds(1)))
                : Optional.empty();
    }

    private static Function<Duration, Reply> retry(Reply reply) {
        return wait ->
                reply.header(
                        "Retry-After",
                        Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
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
