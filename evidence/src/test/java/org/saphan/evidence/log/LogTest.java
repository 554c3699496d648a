package org.saphan.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Merkle;
import org.saphan.evidence.SigningKey;

class LogTest {

    private final NoteSigner signer =
            NoteSigner.of(
                    "example.org/log",
                    NoteKey.Kind.LOG,
                    SigningKey.of(SigningKey.generate("Ed25519")));

    @TempDir private Path directory;

    private Log open() throws Exception {
        return Log.open(
                new Log.Settings(directory.resolve("log"), 0, Duration.ofMillis(50), 100),
                signer,
                Clock.systemUTC(),
                new FileDisk());
    }

    private static Bytes leaf(long i) {
        return Bytes.utf8("leaf " + i);
    }

    @Test
    void what_was_appended_is_there_with_its_proofs_after_each_of_many_openings() throws Exception {
        var hashes = new ArrayList<Bytes>();
        for (int round = 0; round < 4; round++) {
            try (var log = open()) {
                assertThat(log.size()).isEqualTo(hashes.size());
                var waiting = new ArrayList<CompletableFuture<Long>>();
                for (int i = 0; i < 333; i++) {
                    long index = hashes.size();
                    waiting.add(log.appendLater(leaf(index), Bytes.utf8("side " + index)));
                    hashes.add(Merkle.leaf(leaf(index)));
                }
                waiting.forEach(CompletableFuture::join);
                var head = log.checkpointNow();
                assertThat(head.isSignedBy(log.key())).isTrue();
                assertThat(head.root()).isEqualTo(Merkle.root(hashes));
                check(log, head, hashes);
            }
            assertThat(LogAudit.of(directory.resolve("log")).leaves()).isEqualTo(hashes.size());
        }
    }

    private static void check(Log log, Checkpoint head, List<Bytes> hashes) throws Exception {
        for (long i = 0; i < hashes.size(); i += 37) {
            assertThat(log.leaf(i)).isEqualTo(leaf(i));
            assertThat(log.side(i)).hasValue(Bytes.utf8("side " + i));
            var path = log.inclusion(i, head.size());
            assertThat(Merkle.rootBy(hashes.get((int) i), i, head.size(), path))
                    .isEqualTo(head.root());
        }
        Thread.sleep(60);
        assertThat(log.tile("tile/0/000")).hasValue(Tiles.join(hashes.subList(0, 256)));
        assertThat(log.tile("tile/entries/000.p/3"))
                .hasValue(Tiles.bundle(List.of(leaf(0), leaf(1), leaf(2))));
        assertThat(log.tile("tile/0/9")).isEmpty();
    }
}
