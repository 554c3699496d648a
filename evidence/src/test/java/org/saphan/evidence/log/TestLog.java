package org.saphan.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.SigningKey;

/// A log with good defaults that remembers what it promised, and checks from outside that it keeps it.
final class TestLog implements AutoCloseable {

    static final NoteSigner SIGNER = signer("log.example/test");

    private final Path directory;
    private final FaultyDisk disk = new FaultyDisk();
    private final int leafBytes;

    /// What was acknowledged, by index.
    private final Map<Long, Bytes> promised = new ConcurrentSkipListMap<>();

    /// Every head that was ever shown.
    private final List<Checkpoint> shown = new ArrayList<>();

    private Log log;
    private int offered;

    private TestLog(Path directory, int leafBytes) throws IOException {
        this.directory = directory;
        this.leafBytes = leafBytes;
        this.log = open();
    }

    static TestLog in(Path directory) throws IOException {
        return new TestLog(directory, 16);
    }

    /// With leaves so long that a few hundred need another journal file.
    static TestLog ofLongLeaves(Path directory) throws IOException {
        return new TestLog(directory, 30_000);
    }

    static NoteSigner signer(String name) {
        return NoteSigner.of(name, NoteKey.Kind.LOG, SigningKey.of(SigningKey.generate("Ed25519")));
    }

    static Log.Settings settings(Path directory) {
        return new Log.Settings(directory, 1_000_000, Duration.ofHours(1), 4);
    }

    private Log open() throws IOException {
        return Log.open(settings(directory), SIGNER, Clock.systemUTC(), disk);
    }

    Log log() {
        return log;
    }

    FaultyDisk disk() {
        return disk;
    }

    Path directory() {
        return directory;
    }

    int promised() {
        return promised.size();
    }

    static Bytes leaf(int number, int bytes) {
        return Bytes.utf8(("leaf " + number + " ").repeat(1 + bytes / 8));
    }

    static Bytes side(Bytes leaf) {
        return leaf.sha256();
    }

    /// Offers this many leaves at once; those that are acknowledged must be kept from now on.
    void append(int count) {
        var waiting = new ArrayList<Map.Entry<Bytes, CompletableFuture<Long>>>();
        for (int i = 0; i < count; i++) {
            var leaf = leaf(offered++, leafBytes);
            waiting.add(Map.entry(leaf, log.appendLater(leaf, side(leaf))));
        }
        for (var one : waiting) {
            try {
                promised.put(one.getValue().join(), one.getKey());
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(LogRefusal.class);
            }
        }
    }

    void sign() {
        try {
            log.checkpointNow();
        } catch (UncheckedIOException e) {
            assertThat(log.stopped()).isTrue();
        }
    }

    /// Waits until this many whole tiles of leaves are served from the archive.
    void awaitArchived(int bundles) throws InterruptedException {
        var last = directory.resolve("tile/0/" + "%03d".formatted(bundles - 1));
        for (int i = 0; i < 500 && !Files.exists(last); i++) {
            Thread.sleep(10);
        }
        assertThat(last).exists();
    }

    void awaitBroken() throws InterruptedException {
        for (int i = 0; i < 500 && !(disk.hasBroken() && log.stopped()); i++) {
            Thread.sleep(10);
        }
        assertThat(disk.hasBroken()).isTrue();
    }

    TestLog reopened() throws IOException {
        log.close();
        log = open();
        check();
        return this;
    }

    /// Everything that must hold at any moment, seen from outside.
    void check() throws IOException {
        shown.add(log.checkpoint());
        int size = (int) log.size();
        var kept = kept(size);
        promised.forEach((index, leaf) -> checkLeaf(kept, index, leaf));
        var hashes = kept.stream().map(one -> Reference.leafHash(one.leaf())).toList();
        var reference = new Reference(hashes);
        assertThat(log.root(size)).isEqualTo(reference.root(size));
        for (var head : shown) {
            checkHead(head, reference);
        }
        for (int i = 0; i < size; i += 1 + size / 7) {
            assertThat(log.inclusion(i, size)).isEqualTo(reference.path(i, size));
        }
    }

    private List<Log.Kept> kept(int size) {
        var kept = new ArrayList<Log.Kept>();
        while (kept.size() < size) {
            kept.addAll(log.read(kept.size(), size - kept.size()));
        }
        return kept;
    }

    private static void checkLeaf(List<Log.Kept> kept, long index, Bytes leaf) {
        assertThat((long) kept.size()).isGreaterThan(index);
        assertThat(kept.get((int) index))
                .isEqualTo(new Log.Kept(index, leaf, Optional.of(side(leaf))));
    }

    private void checkHead(Checkpoint head, Reference reference) {
        int size = (int) head.size();
        assertThat(head.isSignedBy(SIGNER.key())).isTrue();
        assertThat(log.size()).isGreaterThanOrEqualTo(size);
        assertThat(head.root()).isEqualTo(reference.root(size));
        assertThat(log.consistency(size, log.size()))
                .isEqualTo(reference.proof(size, (int) log.size()));
    }

    @Override
    public void close() {
        log.close();
    }

    LogAudit.Report audited() throws IOException {
        return LogAudit.of(directory);
    }
}
