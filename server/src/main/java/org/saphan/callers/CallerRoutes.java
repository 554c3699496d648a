package org.saphan.callers;

import static org.saphan.kernel.http.Routes.get;
import static org.saphan.kernel.http.Routes.post;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.kernel.Json;
import org.saphan.kernel.Problem;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.kernel.http.Routes;

/// The operator says by what a system is known.
final class CallerRoutes {

    private static final int LONGEST_SUBJECT = 255;

    /// Either a certificate in PEM, or an issuer with a subject.
    private record Registration(
            Optional<SystemId> system,
            Optional<String> certificate,
            Optional<String> issuer,
            Optional<String> subject) {

        Credential credential() {
            return CallerRoutes.credential(
                    certificate.map(pem -> Credential.Certificate.of(parse(pem))), issuer, subject);
        }
    }

    /// The same, named as the list names it.
    private record Known(
            Optional<String> sha256, Optional<String> issuer, Optional<String> subject) {

        Credential credential() {
            return CallerRoutes.credential(
                    sha256.map(hex -> new Credential.Certificate(hash(hex))), issuer, subject);
        }
    }

    private static Credential credential(
            Optional<Credential.Certificate> certificate,
            Optional<String> issuer,
            Optional<String> subject) {
        if (certificate.isPresent() && issuer.isEmpty() && subject.isEmpty()) {
            return certificate.get();
        }
        if (certificate.isEmpty() && issuer.isPresent() && subject.isPresent()) {
            return new Credential.Client(issuer.get(), plain(subject.get()));
        }
        throw malformed("give a certificate, or an issuer and a subject");
    }

    private static Bytes hash(String hex) {
        try {
            return Bytes.fromHex(hex);
        } catch (MalformedText e) {
            throw malformed("sha256 is 64 hex digits");
        }
    }

    private final Callers callers;

    CallerRoutes(Callers callers) {
        this.callers = callers;
    }

    Routes operations() {
        return Routes.of(
                get("/api/v1/callers", this::list),
                post("/api/v1/callers", this::register),
                post("/api/v1/callers/forget", this::forget));
    }

    private Reply list(Request request) {
        return Reply.json(
                callers.credentials().all().entrySet().stream()
                        .map(entry -> summary(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private Reply register(Request request) {
        var registration = Json.read(request.body(), Registration.class);
        var system = registration.system().orElseThrow(() -> malformed("system is missing"));
        var credential = registration.credential();
        if (credential instanceof Credential.Client client && !mayName(client, system)) {
            throw malformed("the settings name no such issuer for that system's member");
        }
        callers.register(credential, system);
        return Reply.json(summary(credential, system));
    }

    private boolean mayName(Credential.Client client, SystemId system) {
        return callers.settings().issuers().stream()
                .anyMatch(
                        issuer ->
                                issuer.issuer().equals(client.issuer())
                                        && issuer.member().equals(system.member()));
    }

    private Reply forget(Request request) {
        var credential = Json.read(request.body(), Known.class).credential();
        return Reply.json(summary(credential, callers.forget(credential)));
    }

    private static Map<String, String> summary(Credential credential, SystemId system) {
        var summary = new LinkedHashMap<String, String>();
        summary.put("system", system.toString());
        summary.put("kind", credential.kind());
        summary.put("issuer", credential.by());
        summary.put("value", credential.value());
        return summary;
    }

    private static X509Certificate parse(String pem) {
        try {
            var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(bytes);
        } catch (CertificateException e) {
            throw malformed("certificate is one X.509 certificate in PEM");
        }
    }

    private static String plain(String subject) {
        if (subject.isBlank()
                || subject.length() > LONGEST_SUBJECT
                || subject.chars().anyMatch(Character::isISOControl)) {
            throw malformed(
                    "subject is what the issuer's tokens carry as sub, at most 255 characters");
        }
        return subject;
    }

    private static Problem malformed(String why) {
        return new Problem(Problem.Kind.MALFORMED, why);
    }
}
