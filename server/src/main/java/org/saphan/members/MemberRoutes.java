package org.saphan.members;

import static org.saphan.kernel.http.Routes.get;
import static org.saphan.kernel.http.Routes.post;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.kernel.http.Routes;

/// The doors of this room: the operator's, the other sites', and everybody's.
final class MemberRoutes {

    static final String SEALED = "text/vnd.saphan.sealed; charset=utf-8";

    record Admission(String site, List<Admitted> members) {

        Admission {
            members = List.copyOf(members);
        }
    }

    private record Standing(MemberId member, String reason) {}

    private record NewSystem(SystemId id, Optional<String> purpose) {}

    private record NewAuditor(String name) {}

    private record Revocation(String key, String reason) {}

    private final Members members;

    MemberRoutes(Members members) {
        this.members = members;
    }

    Routes operations() {
        return Routes.of(
                get("/api/v1/members", this::list),
                post("/api/v1/members/admit", this::admit),
                post("/api/v1/members/suspend", this::suspend),
                post("/api/v1/members/resume", this::resume),
                post("/api/v1/keys/revoke", this::revoke),
                post("/api/v1/systems", this::addSystem),
                post("/api/v1/auditors", this::addAuditor),
                get("/api/v1/trust", this::show),
                get("/api/v1/anchor", this::anchor));
    }

    Routes peers() {
        return Routes.of(
                get("/peer/v1/trust", this::await), post("/peer/v1/announcements", this::announce));
    }

    Routes open() {
        return Routes.of(
                get("/trust", this::show),
                get("/trust/anchor", this::anchor),
                post("/join", this::join));
    }

    private Reply list(Request request) {
        return Reply.json(members.trust().members().stream().map(MemberRoutes::summary).toList());
    }

    private static Map<String, Object> summary(TrustList.Member member) {
        var summary = new LinkedHashMap<String, Object>();
        summary.put("id", member.id().value());
        summary.put("nameTh", member.nameTh());
        summary.put("nameEn", member.nameEn());
        summary.put("site", member.site());
        summary.put("suspended", member.suspended());
        return summary;
    }

    private Reply admit(Request request) {
        var admission = Json.read(request.body(), Admission.class);
        for (var member : admission.members()) {
            plain("nameTh", member.nameTh());
            plain("nameEn", member.nameEn());
        }
        var token = members.asHub().admit(admission.site(), admission.members());
        return Reply.json(
                Map.of("token", token, "rootFingerprint", members.rootFingerprint().hex()));
    }

    private Reply suspend(Request request) {
        var standing = Json.read(request.body(), Standing.class);
        members.asHub().suspend(standing.member(), plain("reason", standing.reason()));
        return Reply.json(Map.of("version", members.trust().version()));
    }

    private Reply resume(Request request) {
        var standing = Json.read(request.body(), Standing.class);
        members.asHub().resume(standing.member(), plain("reason", standing.reason()));
        return Reply.json(Map.of("version", members.trust().version()));
    }

    private Reply revoke(Request request) {
        var revocation = Json.read(request.body(), Revocation.class);
        members.asHub().revoke(fingerprint(revocation.key()), plain("reason", revocation.reason()));
        return Reply.json(Map.of("version", members.trust().version()));
    }

    private static Bytes fingerprint(String hex) {
        try {
            var bytes = Bytes.fromHex(hex);
            if (bytes.size() == 32) {
                return bytes;
            }
        } catch (MalformedText e) {
            // falls through: one message for every way of being wrong
        }
        throw new Problem(
                Problem.Kind.MALFORMED, "key is the SHA-256 of the public key, 64 hex digits");
    }

    private Reply addSystem(Request request) {
        var system = Json.read(request.body(), NewSystem.class);
        return Reply.json(Map.of("key", members.registerSystem(system.id(), system.purpose())));
    }

    private Reply addAuditor(Request request) {
        var name = plain("name", Json.read(request.body(), NewAuditor.class).name());
        return Reply.json(Map.of("key", members.registerAuditor(name)));
    }

    /// It becomes part of a line in the evidence log, or of the trust list.
    private static String plain(String field, String text) {
        if (text.isBlank()
                || text.length() > 300
                || !text.strip().equals(text)
                || text.codePoints().anyMatch(MemberRoutes::breaksLine)) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    field + " must be one plain line of at most 300 characters");
        }
        return text;
    }

    private static boolean breaksLine(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    private Reply show(Request request) {
        return Reply.bytes(SEALED, members.trust().sealed().bytes());
    }

    private Reply anchor(Request request) {
        return Reply.bytes("text/plain; charset=utf-8", members.anchor().bytes());
    }

    private Reply await(Request request) {
        requireSite(request);
        var after = request.query("after").filter(text -> text.matches("[0-9]{1,15}"));
        return members.awaitNewerThan(
                        after.map(Long::parseLong)
                                .orElseThrow(
                                        () ->
                                                new Problem(
                                                        Problem.Kind.MALFORMED,
                                                        "after is the version that you have")))
                .map(list -> Reply.bytes(SEALED, list.bytes()))
                .orElseGet(() -> Reply.empty(204));
    }

    private Reply announce(Request request) {
        var site = requireSite(request);
        var announcement = Json.read(request.body(), Announcement.class);
        members.asHub().announce(site, members.trust(), announcement);
        return Reply.empty(204);
    }

    private TrustList.Site requireSite(Request request) {
        return request.peerCertificates().stream()
                .findFirst()
                .flatMap(members.trust()::siteOfTls)
                .orElseThrow(
                        () ->
                                new Problem(
                                        Problem.Kind.FORBIDDEN,
                                        "this certificate is not on the trust list"));
    }

    private Reply join(Request request) {
        var proof =
                request.header(Joining.PROOF)
                        .orElseThrow(
                                () ->
                                        new Problem(
                                                Problem.Kind.UNAUTHENTICATED,
                                                "the header Saphan-Join is missing"));
        return Reply.bytes("application/json", members.asHub().join(proof, request.body()));
    }
}
