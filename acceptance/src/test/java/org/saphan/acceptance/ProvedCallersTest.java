package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every way in which a calling system may prove itself, and what passes for none of them.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ProvedCallersTest {

    private static final String UNPROVED = "unproved_caller";
    private static final String SUBJECT = "tax-counter";

    private static ThreeSites sites;
    private static TokenIssuer issuer;
    private static Certified door;
    private static Certified registered;
    private static Certified stranger;
    private static Certified over;

    @BeforeAll
    static void start() throws IOException {
        sites = ThreeSites.start();
        issuer = TokenIssuer.start();
        var files = Files.createDirectories(sites.directory().resolve("certified"));
        door = Certified.make(files, "door", "-1d", 30);
        registered = Certified.make(files, "registered", "-1d", 30);
        stranger = Certified.make(files, "stranger", "-1d", 30);
        over = Certified.make(files, "over", "-10d", 2);
        var issuers =
                """
                [{"issuer": "%s", "jwks": "%s", "audience": "saphan-dlt", "member": "TH/GOV/DLT"},
                 {"issuer": "https://away.example.test", "jwks": "http://127.0.0.1:1/jwks",
                  "audience": "saphan-dlt", "member": "TH/GOV/DLT"},
                 {"issuer": "https://login.oic.example.test", "jwks": "%s",
                  "audience": "saphan-dlt", "member": "TH/GOV/OIC"}]
                """
                        .formatted(TokenIssuer.ISSUER, issuer.jwks(), issuer.jwks());
        restart(
                """
                {"certificate": "%s", "key": "%s", "issuers": %s}
                """
                        .formatted(door.pem(), door.key(), issuers));
        say("certificate", ThreeSites.SYSTEM, registered.pem());
        say("certificate", ThreeSites.SYSTEM, over.pem());
        say("client", ThreeSites.SYSTEM, "--issuer", TokenIssuer.ISSUER, "--subject", SUBJECT);
        say(
                "client",
                ThreeSites.SYSTEM,
                "--issuer",
                "https://away.example.test",
                "--subject",
                SUBJECT);
    }

    @AfterAll
    static void end() {
        issuer.close();
        sites.close();
    }

    private static String say(String command, Object... words) {
        var line = new ArrayList<Object>(List.of("system", command));
        line.addAll(List.of("--config", sites.consumer().config()));
        line.addAll(List.of(words));
        return Saphan.said(line.toArray());
    }

    private static void restart(String callers) throws IOException {
        var file = sites.consumer().config();
        var config =
                Files.readString(file).replaceFirst(",\\s*\"callers\": .*(?=,\\s*\"seals\")", "");
        Files.writeString(
                file,
                config.replace(
                        "\"seals\"",
                        "\"callers\": " + callers.replace("\n", " ") + ",\n \"seals\""));
        sites.stop("dlt");
        sites.serve("dlt");
    }

    private static Call bare(HttpClient client) {
        var call = sites.call().without("Saphan-Key");
        return call.url(call.url().toString().replace("http://", "https://")).through(client);
    }

    private static HttpClient nobody() {
        return Certified.nobodyCalling(door);
    }

    private static void assertUnproved(Answer answer) {
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().path("type").asString())
                .isEqualTo("server.clientproxy.ssl_authentication_failed");
        assertThat(answer.json().path("detail").asString()).startsWith(UNPROVED);
    }

    @Test
    @Order(1)
    void a_registered_certificate_is_a_proof_and_opens_its_receipts() {
        var client = registered.calling(door);
        var answer = bare(client).send();
        assertThat(answer.status()).isEqualTo(200);

        var door = "https://127.0.0.1:" + sites.consumer().port("systems");
        var receipt =
                Call.get(door + "/receipts/" + answer.header("Saphan-Receipt")).through(client);
        Patience.until("the receipt", Duration.ofSeconds(20), () -> receipt.send().status() == 200);
        assertThat(receipt.through(nobody()).send().status()).isEqualTo(401);
    }

    @Test
    @Order(1)
    void other_certificates_prove_nothing() {
        assertUnproved(bare(stranger.calling(door)).send());
        assertUnproved(bare(over.calling(door)).send());
        assertUnproved(bare(nobody()).send());
    }

    @Test
    @Order(1)
    void the_key_still_counts_and_is_asked_first() {
        var good = registered.calling(door);
        var key = sites.call().header("Saphan-Key");
        assertThat(bare(nobody()).with("Saphan-Key", key).send().status()).isEqualTo(200);
        assertUnproved(bare(good).with("Saphan-Key", "not-a-key").send());
        assertUnproved(bare(good).with("Saphan-Token", "not-a-token").send());
    }

    @Test
    @Order(1)
    void a_token_is_a_proof_and_does_not_travel() {
        int before = issuer.fetched();
        for (int i = 0; i < 10; i++) {
            var token = issuer.token(TokenIssuer.claims());
            var answer = bare(nobody()).with("Saphan-Token", token).send();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("headers").has("saphan-token")).isFalse();
            assertThat(answer.text()).doesNotContain(token);
        }
        assertThat(issuer.fetched() - before).isLessThanOrEqualTo(1);
    }

    static Map<String, Consumer<Map<String, Object>>> badClaims() {
        var now = Instant.now().getEpochSecond();
        var bad = new HashMap<String, Consumer<Map<String, Object>>>();
        bad.put("over", claims -> claims.put("exp", now - 120));
        bad.put("never over", claims -> claims.remove("exp"));
        bad.put("not yet", claims -> claims.put("nbf", now + 600));
        bad.put("for another node", claims -> claims.put("aud", "saphan-oic"));
        bad.put("for nobody", claims -> claims.remove("aud"));
        bad.put("of an unknown issuer", claims -> claims.put("iss", "https://other.example.test"));
        bad.put("of no issuer", claims -> claims.remove("iss"));
        bad.put("of a subject that is not registered", claims -> claims.put("sub", "else"));
        bad.put("of no subject", claims -> claims.remove("sub"));
        bad.put(
                "of another member's issuer",
                claims -> claims.put("iss", "https://login.oic.example.test"));
        return bad;
    }

    static List<String> names() {
        return badClaims().keySet().stream().sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    @Order(1)
    void a_token_that_says_something_else_proves_nothing(String name) {
        var claims = TokenIssuer.claims();
        badClaims().getOrDefault(name, _ -> {}).accept(claims);
        assertUnproved(bare(nobody()).with("Saphan-Token", issuer.token(claims)).send());
    }

    @ParameterizedTest
    @CsvSource({"alg, none", "alg, HS256", "alg, ES384", "typ, dpop+jwt"})
    @Order(1)
    void a_token_of_another_form_proves_nothing(String field, String value) {
        var header = TokenIssuer.header();
        header.put(field, value);
        var token = TokenIssuer.token(header, TokenIssuer.claims(), issuer.pair());
        var answer = bare(nobody()).with("Saphan-Token", token).send();

        // With a form that none of the known keys fits, the issuer may have a new key.
        assertThat(answer.json().path("detail").asString())
                .matches("(unproved|uncheckable)_caller: .*");
        assertThat(answer.maybe("Saphan-Receipt")).isEmpty();
    }

    /// The issuer may have a new key; whoever floods us with invented ones must not make us flood it.
    @Test
    @Order(1)
    void a_key_that_the_issuer_does_not_list_is_looked_for_at_most_once_in_a_while() {
        int before = issuer.fetched();
        var header = TokenIssuer.header();
        for (int i = 0; i < 20; i++) {
            header.put("kid", "invented-" + i);
            var token = TokenIssuer.token(header, TokenIssuer.claims(), issuer.pair());
            var answer = bare(nobody()).with("Saphan-Token", token).send();
            assertThat(answer.json().path("detail").asString())
                    .matches("(unproved|uncheckable)_caller: .*");
        }
        assertThat(issuer.fetched() - before).isLessThanOrEqualTo(2);
        var good = issuer.token(TokenIssuer.claims());
        assertThat(bare(nobody()).with("Saphan-Token", good).send().status()).isEqualTo(200);
    }

    @Test
    @Order(1)
    void a_token_that_another_key_signed_or_none_proves_nothing() {
        var claims = TokenIssuer.claims();
        var foreign = TokenIssuer.token(TokenIssuer.header(), claims, TokenIssuer.newPair());
        assertUnproved(bare(nobody()).with("Saphan-Token", foreign).send());

        var good = issuer.token(claims);
        var signed = good.substring(0, good.lastIndexOf('.') + 1);
        assertUnproved(bare(nobody()).with("Saphan-Token", signed).send());
        var none = TokenIssuer.text("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        var unsigned = none + signed.substring(signed.indexOf('.'));
        assertUnproved(bare(nobody()).with("Saphan-Token", unsigned).send());
    }

    @Test
    @Order(1)
    void while_the_issuer_of_a_token_is_away_the_caller_shall_come_again() {
        var claims = TokenIssuer.claims();
        claims.put("iss", "https://away.example.test");
        var answer = bare(nobody()).with("Saphan-Token", issuer.token(claims)).send();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.json().path("detail").asString()).startsWith("uncheckable_caller");
    }

    @Test
    @Order(2)
    void what_is_forgotten_counts_no_more() {
        var listed = say("callers");
        assertThat(listed.lines()).hasSize(4);
        var client = registered.calling(door);
        assertThat(bare(client).send().status()).isEqualTo(200);
        var own =
                listed.lines().filter(line -> line.contains(sha256(registered.pem()))).findFirst();
        assertThat(own).isPresent();
        say("callers", "--forget", sha256(registered.pem()));
        assertUnproved(bare(client).send());
        assertThat(say("callers").lines()).hasSize(3);
    }

    private static String sha256(Path pem) {
        try (var in = Files.newInputStream(pem)) {
            var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Order(3)
    void anybody_on_loopback_is_believed_only_when_that_is_configured() throws IOException {
        restart("{\"anybodyOnLoopback\": true}");
        var call = sites.call().without("Saphan-Key");
        assertThat(call.send().status()).isEqualTo(200);
        assertUnproved(call.with("Saphan-Key", "not-a-key").send());
        assertUnproved(call.with("X-Road-Client", "TH/GOV/DLT/unknown").send());

        restart("{\"anybodyOnLoopback\": false}");
        assertUnproved(call.send());
    }
}
