package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The parts of a receipt as somebody checks them who has `openssl` and the description of the format.
@ExtendWith(WithDemo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpensslTest {

    private final RunningDemo demo;
    @TempDir private Path files = Path.of("");

    private Receipt receipt = new Receipt(new byte[0]);

    OpensslTest(RunningDemo demo) {
        this.demo = demo;
    }

    @BeforeAll
    void fetch() {
        receipt = demo.receipts().whole(demo.example().send().receipt());
    }

    @Test
    void openssl_verifies_both_seals() throws Exception {
        var leaf = receipt.section("leaf");

        verifySeal(leaf.section("request"), leaf.section("request-seal"));
        verifySeal(leaf.section("outcome"), leaf.section("outcome-seal"));
    }

    @Test
    void openssl_verifies_the_seals_of_the_agreement() throws Exception {
        var sealed = receipt.section("agreement");

        verifySeal(sealed.section("text"), sealed.section("seal"));
    }

    @Test
    void openssl_refuses_a_seal_over_anything_else() throws Exception {
        var leaf = receipt.section("leaf");
        var changed = leaf.section("request").text().replace("method: GET", "method: PUT");

        var ran = openssl(new Receipt(utf8(changed)), leaf.section("request-seal"));

        assertThat(ran.status()).isNotZero();
    }

    @Test
    void openssl_verifies_the_timestamp_over_the_checkpoint() throws Exception {
        var checkpoint = receipt.section("checkpoint").text();
        var text = checkpoint.substring(0, checkpoint.indexOf("\n\n") + 1);
        var data = Files.writeString(files.resolve("checkpoint.txt"), text);
        var token = Files.write(files.resolve("token.der"), decoded(receipt.value("timestamp")));
        var root =
                pem("root.pem", "CERTIFICATE", decoded(receipt.values("certificate").getFirst()));

        var ran =
                run(
                        "openssl",
                        "ts",
                        "-verify",
                        "-token_in",
                        "-in",
                        token,
                        "-data",
                        data,
                        "-CAfile",
                        root);

        assertThat(ran.status()).as(ran.toString()).isZero();
    }

    private void verifySeal(Receipt text, Receipt seal) throws Exception {
        var ran = openssl(text, seal);
        assertThat(ran.status()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains("Verified OK");
    }

    /// A batch of one: its root is the text's own leaf hash (RFC 6962).
    private Saphan.Ran openssl(Receipt text, Receipt seal) throws Exception {
        assertThat(seal.value("size")).isEqualTo("1");
        var sha = MessageDigest.getInstance("SHA-256");
        sha.update((byte) 0);
        var root = Base64.getEncoder().encodeToString(sha.digest(text.bytes()));
        var batch =
                """
                saphan.org/batch/v1
                signer: %s
                key: %s
                algorithm: ES256
                time: %s
                size: 1
                root: %s
                """
                        .formatted(
                                seal.value("signer"), seal.value("key"), seal.value("time"), root);
        var signed = Files.writeString(files.resolve("batch.txt"), batch);
        var signature = Files.write(files.resolve("signature"), decoded(seal.value("signature")));
        var key =
                pem("key.pem", "PUBLIC KEY", keyOf(seal.value("key")).getPublicKey().getEncoded());
        return run("openssl", "dgst", "-sha256", "-verify", key, "-signature", signature, signed);
    }

    /// Each certificate is found by the hash of its key.
    private Certificate keyOf(String fingerprint) throws Exception {
        var factory = CertificateFactory.getInstance("X.509");
        for (var text : receipt.values("certificate")) {
            var certificate = factory.generateCertificate(new ByteArrayInputStream(decoded(text)));
            var hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(certificate.getPublicKey().getEncoded());
            if (Base64.getEncoder().encodeToString(hash).equals(fingerprint)) {
                return certificate;
            }
        }
        throw new AssertionError("the receipt brings no certificate of the key " + fingerprint);
    }

    private Path pem(String name, String label, byte[] der) throws Exception {
        var lines = Base64.getMimeEncoder(64, utf8("\n")).encodeToString(der);
        return Files.writeString(
                files.resolve(name),
                "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label));
    }

    private static Saphan.Ran run(Object... words) {
        var line = java.util.Arrays.stream(words).map(Object::toString).toList();
        return Saphan.run(new ProcessBuilder(line), Duration.ofSeconds(20));
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
