package org.saphan.acceptance;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// `POST /peer/v1/exchange` as a node sends it, made from `docs/evidence.md` alone. It is good until a
/// test changes it: the fields before [#seal], the headers and the body after it.
final class ForgedRequest {

    private static final SecureRandom RANDOM = new SecureRandom();

    final Lines statement = new Lines("saphan.org/request/v1");
    final Lines salts = new Lines("saphan.org/salts/v1");
    final Map<String, String> headers = new LinkedHashMap<>();
    String signer;
    SealingKey key;
    String target = "/v1/things/1";
    String head;
    byte[] body = {};

    /// @param agreement its id, version 1
    /// @param hash      of the agreement's text
    ForgedRequest(String system, String service, String agreement, byte[] hash, SealingKey key) {
        this.key = key;
        this.signer = memberOf(system);
        this.head = "x-road-client:" + system + "\nx-road-id:TH-forged\n";
        statement
                .set("exchange", "")
                .set("time", "")
                .set("consumer", system)
                .set("provider", service)
                .set("agreement", agreement)
                .set("agreement-version", 1)
                .set("agreement-hash", hash)
                .set("clause", "all")
                .set("purpose", "vehicle-tax")
                .set("person", "none")
                .set("method", "GET")
                .set("target", "")
                .set("head", "")
                .set("body", "")
                .set("body-length", 0)
                .set("salts", "")
                .set("trust-list", 1);
        madeAt(Instant.now());
        commit();
    }

    static String memberOf(String longer) {
        var parts = longer.split("/");
        return String.join("/", parts[0], parts[1], parts[2]);
    }

    /// The statement and its id say this time.
    ForgedRequest madeAt(Instant time) {
        statement.set("exchange", idOf(time)).set("time", time);
        return this;
    }

    static String idOf(Instant made) {
        return new UUID(
                        made.toEpochMilli() << 16 | 0x7000 | RANDOM.nextInt(0x1000),
                        Long.MIN_VALUE | RANDOM.nextLong() >>> 2)
                .toString();
    }

    String id() {
        return statement.get("exchange");
    }

    /// Commits to target, head and body as they are now.
    ForgedRequest commit() {
        commit("target", Lines.utf8(target));
        commit("head", Lines.utf8(head));
        commit("body", body);
        statement.set("body-length", body.length).set("salts", Lines.sha256(salts.bytes()));
        return this;
    }

    private void commit(String part, byte[] value) {
        var salt = new byte[32];
        RANDOM.nextBytes(salt);
        salts.set(part, salt);
        statement.set(part, Lines.sha256(salt, value));
    }

    ForgedRequest seal() {
        var bytes = statement.bytes();
        return with("Saphan-Statement", bytes)
                .with("Saphan-Seal", key.seal(signer, bytes).bytes())
                .with("Saphan-Salts", salts.bytes())
                .with("Saphan-Target", Lines.utf8(target))
                .with("Saphan-Head", Lines.utf8(head));
    }

    ForgedRequest with(String header, byte[] value) {
        headers.put(header, Lines.base64(value));
        return this;
    }

    byte[] http() {
        return http(body.length);
    }

    /// @param length as the message says
    byte[] http(int length) {
        var text = new StringBuilder("POST /peer/v1/exchange HTTP/1.1\r\nHost: node\r\n");
        headers.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
        text.append("Content-Length: ").append(length).append("\r\n\r\n");
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Lines.utf8(text.toString()));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }
}
