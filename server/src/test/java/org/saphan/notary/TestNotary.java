package org.saphan.notary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.SigningKey;
import org.saphan.evidence.log.NoteKey;
import org.saphan.evidence.log.NoteSigner;
import org.saphan.kernel.Uuid7;
import org.saphan.kernel.sql.Database;
import org.saphan.kernel.sql.TestPostgres;

/// A site's notary on a real disk with a real database, which a test may kill at any moment.
final class TestNotary implements AutoCloseable {

    static final long RESERVE = 1_000_000;
    private static final SigningKey SECRET = SigningKey.of(SigningKey.generate("Ed25519"));

    private static final AtomicInteger LOGS = new AtomicInteger();
    private static final Supplier<Database> SHARED = memoized();

    final TestClock clock;
    final TestDisk disk = new TestDisk();
    final Database database;
    final NotarySettings settings;
    final NoteSigner key;
    final Notary notary;

    private TestNotary(
            TestClock clock, Database database, NotarySettings settings, NoteSigner key) {
        this.clock = clock;
        this.database = database;
        this.settings = settings;
        this.key = key;
        this.notary = open();
    }

    private Notary open() {
        try {
            return Notary.open(settings, key, database, clock, new SecureRandom(), disk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestNotary in(Path directory) {
        return in(directory, new TestClock());
    }

    static TestNotary in(Path directory, TestClock clock) {
        return new TestNotary(clock, SHARED.get(), settings(directory), key(freshOrigin()));
    }

    /// Every test has a log of its own; in the database, which is slow to make, they stand side by side.
    static String freshOrigin() {
        return "saphan.example/th/oic/log" + LOGS.incrementAndGet();
    }

    private static Supplier<Database> memoized() {
        var made = new ArrayList<Database>();
        return () -> {
            synchronized (made) {
                if (made.isEmpty()) {
                    made.add(freshDatabase());
                }
                return made.getFirst();
            }
        };
    }

    static Database freshDatabase() {
        return TestPostgres.database(List.of("notary"));
    }

    /// Few at once, so that a test reaches the bounds.
    static NotarySettings settings(Path directory) {
        return new NotarySettings(
                TestExchanges.SITE,
                directory,
                Optional.empty(),
                RESERVE,
                Duration.ofHours(1),
                4,
                300,
                Duration.ofSeconds(10));
    }

    static NoteSigner key(String origin) {
        return NoteSigner.of(origin, NoteKey.Kind.LOG, SECRET);
    }

    TestNotary reopened() {
        close();
        return new TestNotary(clock, database, settings, key);
    }

    TestNotary reopened(NoteSigner otherKey) {
        close();
        return new TestNotary(clock, database, settings, otherKey);
    }

    /// `kill -9` at this moment: what is on the disk and in the database is all that is left. The disk
    /// is copied, because the process that would have died here still holds its files.
    TestNotary killed() {
        var copy = settings.directory().resolveSibling(UUID.randomUUID().toString());
        copy(settings.directory(), copy);
        return new TestNotary(clock, database, settings(copy), key);
    }

    /// A restore of the log from a backup, with a database that knows no better.
    TestNotary restoredFrom(Path backup) {
        return new TestNotary(clock, freshDatabase(), settings(backup), key);
    }

    /// A file on its way into place may be gone at the next look; a start does not read it either.
    static void copy(Path from, Path to) {
        var copying =
                new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes it)
                            throws IOException {
                        Files.createDirectory(to.resolve(from.relativize(each)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path each, BasicFileAttributes it)
                            throws IOException {
                        if (!each.toString().endsWith(".new")) {
                            Files.copy(each, to.resolve(from.relativize(each)));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path gone, IOException why) {
                        return FileVisitResult.CONTINUE;
                    }
                };
        try {
            Files.walkFileTree(from, copying);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestExchanges recordAnswered() {
        return record(TestExchanges.answered(clock));
    }

    TestExchanges record(TestExchanges exchange) {
        notary.record(exchange.leaf, exchange.salts, Optional.empty());
        return exchange;
    }

    Leaf.Act act(String kind) {
        var id = new Uuid7(clock, new SecureRandom()).next().toString();
        return new Leaf.Act(id, Instant.EPOCH, "oic", kind, "operator", "x", Optional.empty());
    }

    void indexAll() {
        while (notary.step()) {
            // until nothing is left
        }
    }

    List<Bytes> leaves() {
        return LongStream.range(0, notary.log().size()).mapToObj(notary.log()::leaf).toList();
    }

    /// Whatever happened before: every leaf of the log is found where it stands (of a long log some,
    /// the last ones always), no act stands there twice, and once all is indexed nothing is left in
    /// memory.
    TestNotary check() {
        var acts = new HashSet<String>();
        long at = 0;
        var leaves = leaves();
        for (var leaf : leaves) {
            boolean looked = leaves.size() - at < 20 || at % 13 == 0;
            switch (Leaf.parse(leaf)) {
                case Leaf.Exchange _ when !looked -> {}
                case Leaf.Exchange exchange ->
                        requireFound(Entry.of(exchange, Optional.empty()), at);
                case Leaf.Act act -> {
                    assertThat(acts.add(act.act())).isTrue();
                    assertThat(notary.index().knowsAct(UUID.fromString(act.act()))).isTrue();
                }
                case Leaf.Refused _, Leaf.Succession _ -> {}
            }
            at++;
        }
        indexAll();
        assertThat(notary.index().lag()).isZero();
        assertThat(notary.index().remembered()).isZero();
        return this;
    }

    private void requireFound(Entry entry, long at) {
        assertThat(notary.index().find(entry.exchange()))
                .anySatisfy(
                        located -> {
                            assertThat(located.key()).isEqualTo(entry.key());
                            assertThat(located.leaf()).isEqualTo(at);
                        });
    }

    @Override
    public void close() {
        notary.close();
    }
}
