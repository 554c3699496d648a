package org.saphan.acceptance;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a provider's node answers to a request that came to it, made from `docs/evidence.md` alone. It
/// is good until a test changes it: the fields before [#seal], the headers and the body after it.
final class ForgedAnswer {

    private static final SecureRandom RANDOM = new SecureRandom();

    final Receipt request;
    final Map<String, String> headers = new LinkedHashMap<>();
    Lines salts = new Lines("saphan.org/salts/v1");
    Lines statement = new Lines("saphan.org/answer/v1");
    String signer;
    SealingKey key;
    int status = 200;
    String head = "content-type:application/json\n";
    byte[] body = Lines.utf8("{\"forged\": true}");

    ForgedAnswer(byte[] request, SealingKey key) {
        this.request = new Receipt(request);
        this.key = key;
        var service = this.request.value("provider");
        this.signer = ForgedRequest.memberOf(service);
        statement
                .set("exchange", this.request.value("exchange"))
                .set("time", Instant.now())
                .set("request", Lines.sha256(request))
                .set("provider", service)
                .set("status", 200)
                .set("head", commit("answer-head", Lines.utf8(head)))
                .set("body", commit("answer-body", body))
                .set("body-length", body.length)
                .set("removed-other", 0)
                .set("salts", Lines.sha256(salts.bytes()))
                .set("trust-list", 1);
    }

    static ForgedAnswer to(HttpExchange exchange, SealingKey key) {
        var statement = exchange.getRequestHeaders().getFirst("Saphan-Statement");
        return new ForgedAnswer(Base64.getDecoder().decode(statement), key);
    }

    private byte[] commit(String part, byte[] value) {
        var salt = new byte[32];
        RANDOM.nextBytes(salt);
        salts.set(part, salt);
        return Lines.sha256(salt, value);
    }

    /// A salt of the request beside those of the answer, all of them in the statement.
    ForgedAnswer smuggleSalt() {
        salts =
                new Lines("saphan.org/salts/v1")
                        .set("target", new byte[32])
                        .set("answer-head", salts.get("answer-head"))
                        .set("answer-body", salts.get("answer-body"));
        statement.set("salts", Lines.sha256(salts.bytes()));
        return this;
    }

    /// A refusal instead of an answer.
    ForgedAnswer refuse(String by, String reason) {
        var exchange = statement.get("exchange");
        var hash = statement.get("request");
        statement =
                new Lines("saphan.org/refusal/v1")
                        .set("exchange", exchange)
                        .set("time", Instant.now())
                        .set("request", hash)
                        .set("by", by)
                        .set("reason", reason)
                        .set("trust-list", 1);
        salts = new Lines("saphan.org/salts/v1");
        return this;
    }

    ForgedAnswer seal() {
        var bytes = statement.bytes();
        return with("Saphan-Statement", bytes)
                .with("Saphan-Seal", key.seal(signer, bytes).bytes())
                .with("Saphan-Salts", salts.bytes())
                .with("Saphan-Head", Lines.utf8(head));
    }

    ForgedAnswer with(String header, byte[] value) {
        headers.put(header, Lines.base64(value));
        return this;
    }

    void send(HttpExchange exchange) throws IOException {
        send(exchange, body.length);
    }

    /// @param length as the message says
    void send(HttpExchange exchange, long length) throws IOException {
        headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(status, length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
