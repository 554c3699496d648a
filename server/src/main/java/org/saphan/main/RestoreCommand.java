package org.saphan.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.saphan.backup.BackupKey;
import org.saphan.backup.Restore;
import org.saphan.kernel.sql.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A site again, from its backup.
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Bring a site back from its backup, into an empty data directory and an empty database. The",
            "backup is checked to its last byte before anything is written. Without a configuration",
            "FILE the one in the backup is written there. At its next start the site asks its",
            "witnesses, and goes on only when its log is not behind what they hold."
        })
final class RestoreCommand implements Callable<Integer> {

    @Mixin private ConfigOption config;

    @Option(names = "--from", required = true, paramLabel = "FILE", description = "the backup")
    private Path from;

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "what opens it")
    private Path key;

    @Override
    public Integer call() {
        try {
            var secret = BackupKey.read(key);
            // 1. All of it is what was written, or nothing happens.
            var checked = Restore.check(from, secret);

            // 2. It is this site's, and nothing is in its way.
            boolean fresh = !Files.exists(config.file());
            if (fresh) {
                Files.write(config.file(), checked.settings().array());
            }
            boolean done = false;
            try {
                var site = config.read();
                if (!checked.manifest().isSameSite(site.manifest())) {
                    throw new Failure(
                            "this is a backup of the site "
                                    + checked.manifest().site()
                                    + " with the log "
                                    + checked.manifest().origin()
                                    + ", and the configuration is another site's");
                }
                if (!Restore.isEmpty(site.data())) {
                    throw new Failure(
                            site.data()
                                    + " is not empty. Nothing was overwritten: move it away, and keep"
                                    + " it, because its log is evidence");
                }
                // 3. Files and rows; a failure takes them away again.
                restore(site, secret);
                done = true;
                config.say(
                        "restored: the site "
                                + site.site()
                                + " as of "
                                + checked.manifest().taken());
            } finally {
                if (fresh && !done) {
                    Files.deleteIfExists(config.file());
                }
            }
            return 0;
        } catch (IOException e) {
            throw new Failure("nothing was restored: " + e.getMessage());
        } catch (SQLException e) {
            throw new Failure("nothing was restored: the database says: " + e.getSQLState());
        }
    }

    private void restore(Config site, BackupKey secret) throws IOException, SQLException {
        boolean whole = false;
        try {
            try (var process = new Process()) {
                Files.createDirectories(site.data());
                var address = process.database(site, site.data().resolve("postgres"), "saphan");
                try (var database = Database.connect(address)) {
                    requireEmpty(database);
                    Database.migrate(address, Site.ROOMS);
                    Restore.into(site.data(), database, from, secret);
                }
            }
            whole = true;
        } finally {
            if (!whole) {
                Restore.undo(site.data());
            }
        }
    }

    /// An outside database may be another site's.
    private static void requireEmpty(Connection database) throws SQLException {
        try (var statement = database.createStatement()) {
            var known = statement.executeQuery("SELECT to_regclass('notary_log') IS NOT NULL");
            if (!known.next() || !known.getBoolean(1)) {
                return;
            }
            var rows = statement.executeQuery("SELECT count(*) FROM notary_log");
            if (rows.next() && rows.getLong(1) > 0) {
                throw new Failure("the database is not empty; nothing was restored");
            }
        }
    }
}
