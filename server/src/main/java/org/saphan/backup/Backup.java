package org.saphan.backup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.saphan.kernel.Json;

/// Takes a backup, of a running site or a stopped one.
public final class Backup {

    static final String MANIFEST = "manifest.json";
    static final String SETTINGS = "settings.json";
    static final String KEYS = "keys";

    private Backup() {}

    /// @param settings the site's configuration file
    /// @param data     its directory
    public record Of(Manifest manifest, Path settings, Path data) {}

    /// Whole under its name, or not there. A file that is there is never overwritten.
    public static void write(
            Of site, Connection database, Path to, BackupKey key, SecureRandom random)
            throws IOException, SQLException {
        if (Files.exists(to)) {
            throw new IOException(to + " is there already; name a new file");
        }
        var fresh = to.resolveSibling(to.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        boolean whole = false;
        try {
            writeFresh(site, database, fresh, key, random);
            Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE);
            whole = true;
        } finally {
            if (!whole) {
                Files.deleteIfExists(fresh);
            }
        }
    }

    private static void writeFresh(
            Of site, Connection database, Path fresh, BackupKey key, SecureRandom random)
            throws IOException, SQLException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var owner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = FileChannel.open(fresh, options, owner);
                var out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
            var sealed = new SealedOutput(out, key, random);
            // Not closed when it fails: only a whole backup gets its last chunk.
            var archive = new Archive(sealed);
            fill(archive, site, database);
            archive.close();
            out.flush();
            channel.force(true);
        }
    }

    private static void fill(Archive archive, Of site, Connection database)
            throws IOException, SQLException {
        // 1. Whose it is, and what changes seldom.
        archive.add(MANIFEST, Json.write(site.manifest()).array());
        archive.add(SETTINGS, Files.readAllBytes(site.settings()));
        archive.addAll("members", site.data().resolve("members"));
        archive.addAll("witness", site.data().resolve("witness"));

        // 2. The database, all of one moment.
        Tables.copyOut(database, archive);

        // 3. The log after the database: it leads. What the index lacks it reads from the log, and
        // an
        //    act that waits in the outbox is brought there once more, to no effect.
        LogCopy.into(archive, site.data().resolve("log"));
        try (var closed = Files.newDirectoryStream(site.data(), "log.closed-*")) {
            for (var log : closed) {
                archive.addAll(log.getFileName().toString(), log);
            }
        }

        // 4. Keys come last: without them a site does not start, so half a restore is never a site.
        archive.addAll(KEYS, site.data().resolve("keys"));
    }
}
