package org.saphan.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.SigningKey;

/// A process that appends under load is ended in each numbered step: every promise that it had made is
/// kept, and no head that it had shown is contradicted.
@Tag("slow")
class LogKillTest {

    private final KeyPair pair = SigningKey.generate("Ed25519");
    private final String publicKey = encoded(pair.getPublic().getEncoded());
    private final String secretKey = encoded(pair.getPrivate().getEncoded());

    @TempDir private Path directory;

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private record Promises(Map<Long, Integer> leaves, List<Checkpoint> heads) {}

    private Process start(boolean isLong, String... breaking) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledLog.class.getName(),
                                directory.resolve("log").toString(),
                                publicKey,
                                secretKey,
                                String.valueOf(isLong)));
        command.addAll(List.of(breaking));
        return new ProcessBuilder(command)
                .redirectOutput(said().toFile())
                .redirectError(directory.resolve("errors").toFile())
                .start();
    }

    private Path said() {
        return directory.resolve("said");
    }

    @ParameterizedTest(name = "killed {1} {0} number {2}")
    @CsvSource({
        "IDENTITY,   BEFORE,  0",
        "IDENTITY,   AFTER,   0",
        "JOURNAL,    BEFORE,  1",
        "JOURNAL,    AFTER,   1",
        "BATCH,      BEFORE, 12",
        "BATCH,      HALFWAY, 9",
        "BATCH,      AFTER,  10",
        "SIDES,      BEFORE,  0",
        "SIDES,      AFTER,   0",
        "ENTRIES,    BEFORE,  0",
        "ENTRIES,    AFTER,   0",
        "TILE,       BEFORE,  0",
        "TILE,       AFTER,   0",
        "DROP,       BEFORE,  0",
        "DROP,       AFTER,   0",
        "CHECKPOINT, BEFORE,  2",
        "CHECKPOINT, AFTER,   2",
    })
    void every_promise_survives(String write, String moment, String skipping) throws Exception {
        boolean isLong = List.of("JOURNAL", "DROP").contains(write);
        var process = start(isLong, write, moment, skipping);
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("errors")))
                .isEqualTo(KilledLog.EXIT);

        requireKept(promises(), isLong);
    }

    @Test
    void every_promise_survives_a_kill_from_outside() throws Exception {
        var process = start(true);
        for (int i = 0; i < 1_500 && promises().leaves().size() < 200; i++) {
            Thread.sleep(10);
        }
        process.destroyForcibly().waitFor();

        var promises = promises();
        assertThat(promises.leaves().size()).isGreaterThanOrEqualTo(200);
        requireKept(promises, true);
    }

    /// A last line without its end was cut by the kill and promises nothing.
    private Promises promises() throws IOException {
        var text = Files.readString(said());
        var leaves = new HashMap<Long, Integer>();
        var heads = new ArrayList<Checkpoint>();
        for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            var words = line.split(" ");
            switch (words[0]) {
                case "leaf" -> leaves.put(Long.parseLong(words[1]), Integer.parseInt(words[2]));
                case "head" -> heads.add(Checkpoint.parse(Bytes.fromBase64(words[1])));
                default -> assertThat(line).isEqualTo("open");
            }
        }
        return new Promises(leaves, heads);
    }

    private void requireKept(Promises promises, boolean isLong) throws Exception {
        var place = directory.resolve("log");
        var signer = KilledLog.signer(publicKey, secretKey);
        try (var log =
                Log.open(KilledLog.settings(place), signer, Clock.systemUTC(), new FileDisk())) {
            var hashes = new ArrayList<Bytes>();
            while (hashes.size() < log.size()) {
                for (var kept : log.read(hashes.size(), 256)) {
                    requireSame(kept, promises, isLong);
                    hashes.add(Reference.leafHash(kept.leaf()));
                }
            }
            assertThat(promises.leaves().keySet()).allMatch(index -> index < log.size());
            var reference = new Reference(hashes);
            for (var head : promises.heads()) {
                assertThat(head.isSignedBy(signer.key())).isTrue();
                assertThat(head.root()).isEqualTo(reference.root((int) head.size()));
            }
            log.append(KilledLog.leaf(1, isLong), Bytes.empty());
        }
        assertThat(LogAudit.of(place).leaves()).isGreaterThan(promises.leaves().size());
    }

    private static void requireSame(Log.Kept kept, Promises promises, boolean isLong) {
        assertThat(kept.side()).hasValue(TestLog.side(kept.leaf()));
        var number = promises.leaves().get(kept.index());
        if (number != null) {
            assertThat(kept.leaf().equals(KilledLog.leaf(number, isLong))).isTrue();
        }
    }
}
