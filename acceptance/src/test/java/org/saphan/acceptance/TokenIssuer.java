package org.saphan.acceptance;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/// A member's own authorization server, as far as a node sees it: a key set, and tokens. Made with
/// nothing but the JDK, so that it cannot share a mistake with the server.
final class TokenIssuer implements AutoCloseable {

    static final String ISSUER = "https://login.dlt.example.test";

    private final HttpServer server;
    private final KeyPair pair;
    private final AtomicInteger fetched = new AtomicInteger();

    private TokenIssuer(HttpServer server, KeyPair pair) {
        this.server = server;
        this.pair = pair;
    }

    static TokenIssuer start() {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var issuer = new TokenIssuer(HttpServer.create(address, 16), newPair());
            issuer.server.createContext(
                    "/jwks",
                    exchange -> {
                        issuer.fetched.incrementAndGet();
                        var keys = issuer.keySet().getBytes(StandardCharsets.UTF_8);
                        exchange.getResponseHeaders().set("Content-Type", "application/json");
                        exchange.sendResponseHeaders(200, keys.length);
                        exchange.getResponseBody().write(keys);
                        exchange.close();
                    });
            issuer.server.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static KeyPair newPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    String jwks() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
    }

    /// How often somebody read the keys.
    int fetched() {
        return fetched.get();
    }

    private String keySet() {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        return """
               {"keys": [{"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "one",
                          "x": "%s", "y": "%s"}]}
               """
                .formatted(
                        text(fixed(point.getAffineX().toByteArray())),
                        text(fixed(point.getAffineY().toByteArray())));
    }

    private static byte[] fixed(byte[] number) {
        var fixed = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, fixed, 32 - length, length);
        return fixed;
    }

    /// What a good token says, for changing.
    static Map<String, Object> claims() {
        var now = Instant.now().getEpochSecond();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", ISSUER);
        claims.put("aud", "saphan-dlt");
        claims.put("sub", "tax-counter");
        claims.put("iat", now);
        claims.put("exp", now + 300);
        return claims;
    }

    static Map<String, Object> header() {
        var header = new LinkedHashMap<String, Object>();
        header.put("alg", "ES256");
        header.put("kid", "one");
        header.put("typ", "at+jwt");
        return header;
    }

    String token(Map<String, Object> claims) {
        return token(header(), claims, pair);
    }

    static String token(Map<String, Object> header, Map<String, Object> claims, KeyPair signer) {
        try {
            var signed = part(header) + "." + part(claims);
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(signer.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + text(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String part(Map<String, Object> json) {
        return text(JsonMapper.shared().writeValueAsBytes(json));
    }

    static String text(byte[] bytes) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(bytes, bytes.length));
    }

    KeyPair pair() {
        return pair;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
