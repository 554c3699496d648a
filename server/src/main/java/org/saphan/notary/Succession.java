package org.saphan.notary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.evidence.log.Disk;
import org.saphan.evidence.log.Log;
import org.saphan.evidence.log.NoteSigner;
import org.saphan.kernel.sql.Database;

/// One log takes over from another. The new log is complete, first leaf included, before the old one
/// steps aside, and a crash between the two moves is mended at the next start.
final class Succession {

    private static final String NEXT = "log.next";
    private static final String CLOSED = "log.closed-";

    private final NotarySettings settings;
    private final Database database;
    private final Clock clock;
    private final Disk disk;

    Succession(NotarySettings settings, Database database, Clock clock, Disk disk) {
        this.settings = settings;
        this.database = database;
        this.clock = clock;
        this.disk = disk;
    }

    void begin(NoteSigner oldKey, NoteSigner newKey, String reason) throws IOException {
        if (oldKey.key().name().equals(newKey.key().name())) {
            throw new IllegalArgumentException("a new log needs a new origin");
        }
        // 1. The old log's last head. A crash here leaves everything as it was.
        var last = lastHead(oldKey);

        // 2. The new log with its first leaf, under a name that nobody opens. A crash leaves it
        // there,
        // and beginning again takes it over: its first leaf says the same.
        try (var log = Log.open(settings.log(next(settings)), newKey, clock, disk)) {
            if (log.size() == 0) {
                log.append(leaf(last, reason).bytes(), Side.none().bytes());
            }
        }

        // 3. The old log steps aside. A crash here leaves no log but the next one: see finish.
        move(settings.logDirectory(), closed(oldKey));
        finish(settings);
    }

    /// Indexes what the old log still has to tell: nobody will open it again.
    private Checkpoint lastHead(NoteSigner oldKey) throws IOException {
        try (var log = Log.open(settings.log(), oldKey, clock, disk)) {
            Index.open(database, log);
            return log.checkpointNow();
        }
    }

    private Leaf.Succession leaf(Checkpoint last, String reason) {
        return new Leaf.Succession(
                settings.site(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                last.origin(),
                last.size(),
                last.root(),
                reason);
    }

    /// The last step of a succession, also for one that a crash interrupted.
    static void finish(NotarySettings settings) throws IOException {
        if (Files.exists(next(settings)) && !Files.exists(settings.logDirectory())) {
            move(next(settings), settings.logDirectory());
        }
    }

    private static Path next(NotarySettings settings) {
        return settings.directory().resolve(NEXT);
    }

    private Path closed(NoteSigner oldKey) {
        return settings.directory().resolve(CLOSED + oldKey.key().id().hex());
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
