package org.saphan.evidence.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.Seal;

/// Seals and timestamps, checked by a program that is not ours; `docs/evidence.md` has the steps.
class OpensslTest {

    @TempDir private Path directory;
    private final TestWorld world = new TestWorld();

    private Path file(String name, Bytes content) throws Exception {
        return Files.write(directory.resolve(name), content.array());
    }

    private Path pem(String name, String label, byte[] der) throws Exception {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                directory.resolve(name),
                "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    private static int openssl(String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }

    @ParameterizedTest
    @CsvSource({"ES256", "Ed25519"})
    void a_seal_verifies_with_openssl(String algorithm) throws Exception {
        world.algorithm = algorithm;
        var leaf = (Leaf.Exchange) Leaf.parse(world.answered().bytes());
        var seal = Seal.parse(leaf.outcomeSeal());
        var text = file("batch", seal.batchText(leaf.outcome()));
        var signature = file("signature", seal.signature());
        var key =
                pem(
                        "key.pem",
                        "PUBLIC KEY",
                        world.key("seal", TestWorld.PROVIDER).getPublic().getEncoded());

        int status =
                algorithm.equals("ES256")
                        ? openssl(
                                "dgst",
                                "-sha256",
                                "-verify",
                                key.toString(),
                                "-signature",
                                signature.toString(),
                                text.toString())
                        : openssl(
                                "pkeyutl",
                                "-verify",
                                "-pubin",
                                "-inkey",
                                key.toString(),
                                "-rawin",
                                "-in",
                                text.toString(),
                                "-sigfile",
                                signature.toString());

        assertThat(status).isZero();
    }

    @Test
    void a_timestamp_verifies_with_openssl_and_only_over_its_checkpoint() throws Exception {
        var receipt = world.receipt(world.answered());
        var token = file("token", receipt.timestamp().orElseThrow());
        var root = pem("root.pem", "CERTIFICATE", world.root.getEncoded());
        var data = file("checkpoint", receipt.checkpoint().text());
        var other = file("other", Bytes.utf8("other\n"));

        assertThat(verifyTimestamp(token, root, data)).isZero();
        assertThat(verifyTimestamp(token, root, other)).isNotZero();
    }

    private static int verifyTimestamp(Path token, Path root, Path data) throws Exception {
        return openssl(
                "ts",
                "-verify",
                "-token_in",
                "-in",
                token.toString(),
                "-data",
                data.toString(),
                "-CAfile",
                root.toString(),
                "-attime",
                "1795489206");
    }
}
