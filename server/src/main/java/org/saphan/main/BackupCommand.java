package org.saphan.main;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.saphan.backup.Backup;
import org.saphan.backup.BackupKey;
import org.saphan.kernel.sql.Database;
import org.saphan.kernel.sql.Postgres;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Everything that makes a site, in one encrypted file.
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Write log, database, keys and settings of a site into one encrypted file. The site may be",
            "running. Keep the key where the backups are not: whoever has both is this site."
        })
final class BackupCommand implements Callable<Integer> {

    @Mixin private ConfigOption config;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "a new file")
    private Path to;

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "what opens it")
    private Path key;

    @Option(names = "--new-key", description = "make the key now; its file must not be there yet")
    private boolean newKey;

    @Override
    public Integer call() {
        var site = config.read();
        var random = new SecureRandom();
        try (var process = new Process()) {
            if (newKey) {
                BackupKey.create(key, random);
            }
            var secret = BackupKey.read(key);
            try (var database = Database.connect(address(site, process))) {
                Backup.write(
                        new Backup.Of(site.manifest(), config.file(), site.data()),
                        database,
                        to,
                        secret,
                        random);
            }
            config.say("backup of the site " + site.site() + ": " + to);
            return 0;
        } catch (IOException e) {
            throw new Failure("no backup was written: " + e.getMessage());
        } catch (SQLException e) {
            throw new Failure("no backup was written: the database says: " + e.getSQLState());
        }
    }

    /// The running site's own server when there is one; otherwise it is started for as long as we need.
    private static Database.Address address(Config site, Process process) throws IOException {
        var embedded = site.data().resolve("postgres");
        var running =
                site.database().isPresent()
                        ? Optional.<Database.Address>empty()
                        : Postgres.running(embedded, "saphan");
        return running.isPresent() ? running.get() : process.database(site, embedded, "saphan");
    }
}
