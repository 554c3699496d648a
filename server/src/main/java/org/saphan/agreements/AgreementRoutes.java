package org.saphan.agreements;

import static org.saphan.kernel.http.Routes.get;
import static org.saphan.kernel.http.Routes.post;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Sealed;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.kernel.http.Routes;

/// The doors of this room: the operator's on the operations listener, the other sites' on the peers
/// listener. A sealed agreement travels as the text it is.
final class AgreementRoutes {

    static final String SEALED = "text/vnd.saphan.sealed; charset=utf-8";

    private record Closing(String kind, String by, String reason, long version) {}

    private final Agreements agreements;

    AgreementRoutes(Agreements agreements) {
        this.agreements = agreements;
    }

    Routes operations() {
        return Routes.of(
                get("/api/v1/agreements", this::list),
                post("/api/v1/agreements", this::install),
                post("/api/v1/agreements/draft", this::draft),
                post("/api/v1/agreements/seal", this::seal),
                get("/api/v1/agreements/{id}/{version}", this::show),
                get("/api/v1/agreements/{id}/{version}/odrl", this::odrl),
                post("/api/v1/agreements/{id}/notices", this::close));
    }

    Routes peers() {
        return Routes.of(post("/peer/v1/notices", this::receive));
    }

    private Reply list(Request request) {
        return Reply.json(agreements.list().stream().map(AgreementRoutes::summary).toList());
    }

    private Reply draft(Request request) {
        var text = told(() -> Draft.read(request.body()));
        return Reply.bytes(SEALED, new Sealed(text.bytes(), List.of()).bytes());
    }

    private Reply seal(Request request) {
        var as = MemberId.parse(request.query("as").orElseThrow(() -> missing("as")));
        var sealed = Agreements.parse(request.body());
        return Reply.bytes(SEALED, told(() -> agreements.seal(sealed, as)).bytes());
    }

    private Reply install(Request request) {
        var sealed = Agreements.parse(request.body());
        var agreement = told(() -> agreements.install(sealed));
        return Reply.json(
                Map.of("id", agreement.text().id(), "version", agreement.text().version()));
    }

    private Reply show(Request request) {
        return Reply.bytes(SEALED, find(request).sealed().bytes());
    }

    private Reply odrl(Request request) {
        return Reply.bytes("application/ld+json", agreements.odrl(find(request).text()));
    }

    private Reply close(Request request) {
        var closing = Json.read(request.body(), Closing.class);
        var notice =
                agreements.close(
                        request.path("id"),
                        closing.version(),
                        told(() -> Notice.Kind.parse(closing.kind())),
                        MemberId.parse(closing.by()),
                        closing.reason());
        return Reply.json(Map.of("notice", notice.id()));
    }

    private Reply receive(Request request) {
        told(
                () -> {
                    agreements.receive(Agreements.parse(request.body()));
                    return true;
                });
        return Reply.empty(204);
    }

    private SealedAgreement find(Request request) {
        var id = request.path("id");
        return agreements
                .find(id, number(request.path("version")))
                .orElseThrow(
                        () ->
                                new Problem(
                                        Problem.Kind.NOT_FOUND,
                                        "no agreement " + id + " in that version"));
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new Problem(Problem.Kind.MALFORMED, "the version is a number");
        }
        return Long.parseLong(text);
    }

    private static Problem missing(String parameter) {
        return new Problem(
                Problem.Kind.MALFORMED, "the query parameter " + parameter + " is missing");
    }

    private static Map<String, Object> summary(AgreementStore.Row row) {
        var text = row.agreement().text();
        var summary = new LinkedHashMap<String, Object>();
        summary.put("id", text.id());
        summary.put("version", text.version());
        summary.put("state", row.state().name().toLowerCase(Locale.ROOT));
        summary.put("consumer", text.consumer());
        summary.put("provider", text.provider());
        summary.put("titleTh", text.titleTh());
        summary.put("titleEn", text.titleEn());
        summary.put("notBefore", text.notBefore().toString());
        summary.put("notAfter", text.notAfter().toString());
        summary.put("sha256", row.agreement().hash().hex());
        return summary;
    }

    private interface Parse<T> {

        T now();
    }

    /// What is wrong with a foreign text is told to whoever sent it, by field.
    private static <T> T told(Parse<T> parse) {
        try {
            return parse.now();
        } catch (MalformedText e) {
            throw new Problem(
                    Problem.Kind.MALFORMED, "the text is not well-formed: " + e.getMessage());
        }
    }
}
