package org.saphan.exchange;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Reply;

/// How this door words what goes wrong: X-Road's three fields, in JSON, or in XML for who accepts it.
///
/// Since 7.8 X-Road writes its codes in lower snake case, before that in camel case; a client that
/// compares codes was written for one of the two.
public enum XRoadErrors {
    /// `server.serverproxy.access_denied`
    V7_8,
    /// `Server.ServerProxy.AccessDenied`
    V7_7;

    private static final List<String> XML = List.of("text/xml", "application/xml", "text/*");

    /// Where 7.7 has another word and not only another spelling.
    private static final Map<String, String> IN_7_7 =
            Map.of(
                    "clientproxy", "ClientProxy",
                    "serverproxy", "ServerProxy",
                    "io_error", "IOError",
                    "global_conf_outdated", "OutdatedGlobalConf");

    public static Optional<XRoadErrors> of(String version) {
        return switch (version) {
            case "7.8" -> Optional.of(V7_8);
            case "7.7" -> Optional.of(V7_7);
            default -> Optional.empty();
        };
    }

    String code(Reason reason) {
        if (this == V7_8) {
            return reason.code();
        }
        var code = new StringBuilder();
        for (var part : reason.code().split("\\.", -1)) {
            code.append(code.isEmpty() ? "" : ".");
            code.append(Optional.ofNullable(IN_7_7.get(part)).orElseGet(() -> camel(part)));
        }
        return code.toString();
    }

    private static String camel(String snake) {
        var camel = new StringBuilder();
        for (var word : snake.split("_", -1)) {
            camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return camel.toString();
    }

    /// What the caller reads; mostly the reason's own words.
    record Wording(String message, String detail) {

        static Wording of(Reason reason) {
            return new Wording(reason.thai() + " / " + reason.english(), reason.english());
        }

        /// What the listener could not read; the reason's own words are about the address.
        static Wording of(Problem problem) {
            var kind = problem.kind();
            return new Wording(kind.thai() + " / " + kind.english(), problem.detail());
        }
    }

    /// @param accept the caller's `Accept`
    Reply reply(Refused refused, String id, Optional<String> accept) {
        return reply(refused, Wording.of(refused.reason()), id, accept);
    }

    Reply reply(Refused refused, Wording wording, String id, Optional<String> accept) {
        var reason = refused.reason();
        var fields = new LinkedHashMap<String, String>();
        fields.put("type", code(reason));
        fields.put("message", wording.message());
        fields.put("detail", reason.word() + ": " + wording.detail() + " " + id);
        var reply =
                acceptedXml(accept)
                        .map(type -> Reply.bytes(type + "; charset=utf-8", xml(fields)))
                        .orElseGet(() -> Reply.json(fields))
                        .status(reason.status())
                        .header("X-Road-Error", code(reason));
        return wait(refused)
                .map(wait -> Math.max(1, wait.plusMillis(999).toSeconds()))
                .map(seconds -> reply.header("Retry-After", Long.toString(seconds)))
                .orElse(reply);
    }

    /// The first XML type anywhere in `Accept`, whatever its quality; X-Road reads it so.
    private static Optional<String> acceptedXml(Optional<String> accept) {
        return accept.stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .map(range -> range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .filter(XML::contains)
                .map(type -> type.equals("text/*") ? "text/xml" : type)
                .findFirst();
    }

    private static Bytes xml(Map<String, String> fields) {
        var xml = new StringBuilder("<error>");
        fields.forEach((name, value) -> Xml.element(xml, name, value));
        return Bytes.utf8(xml.append("</error>").toString());
    }

    private static Optional<Duration> wait(Refused refused) {
        int status = refused.reason().status();
        return status == 503 || status == 429
                ? refused.retryAfter().or(() -> Optional.of(Duration.ofSeconds(1)))
                : Optional.empty();
    }
}
