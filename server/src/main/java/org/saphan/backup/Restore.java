package org.saphan.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;

/// Brings a site back from its backup, into a directory and a database that hold nothing.
public final class Restore {

    /// Stands in a site's data until a witness has said that it holds no more of this log than we do.
    private static final String MARK = "restored";

    private static final int LARGEST = 1 << 28;
    private static final Pattern NAME =
            Pattern.compile(
                    "(manifest\\.json|settings\\.json|(members|witness|database|log|keys|log\\.closed-[0-9a-f]+)"
                            + "(/[A-Za-z0-9_][A-Za-z0-9._-]*)+)");

    /// @param settings the site's configuration file as it was
    public record Checked(Manifest manifest, Bytes settings) {}

    private interface Taker {

        void take(String name, byte[] content) throws IOException, SQLException;
    }

    private Restore() {}

    /// Reads the whole backup to its last byte and writes nothing. Throws an `IOException` that says
    /// what is wrong: another key, damage, an end that is missing, another kind of file.
    public static Checked check(Path from, BackupKey key) throws IOException {
        var found = new Found();
        try {
            each(from, key, found);
        } catch (SQLException e) {
            throw new IllegalStateException("checking asks no database", e);
        }
        if (found.manifest.isEmpty() || found.settings.isEmpty()) {
            throw new IOException("the backup does not say whose it is");
        }
        return new Checked(found.manifest.get(), found.settings.get());
    }

    private static final class Found implements Taker {

        private Optional<Manifest> manifest = Optional.empty();
        private Optional<Bytes> settings = Optional.empty();

        @Override
        public void take(String name, byte[] content) {
            if (name.equals(Backup.MANIFEST)) {
                manifest = Optional.of(Json.read(Bytes.of(content), Manifest.class));
            } else if (name.equals(Backup.SETTINGS)) {
                settings = Optional.of(Bytes.of(content));
            }
        }
    }

    private static void each(Path from, BackupKey key, Taker taker)
            throws IOException, SQLException {
        try (var sealed = new SealedInput(Files.newInputStream(from), key)) {
            var tar = new TarArchiveInputStream(sealed, "UTF-8");
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (!entry.isFile()
                        || !NAME.matcher(entry.getName()).matches()
                        || entry.getSize() > LARGEST) {
                    throw new IOException("the backup holds what no backup holds");
                }
                taker.take(entry.getName(), tar.readNBytes((int) entry.getSize()));
            }
            // To the last chunk, also behind the tar's own end.
            sealed.transferTo(OutputStream.nullOutputStream());
        }
    }

    /// Is there anything that would be overwritten?
    public static boolean isEmpty(Path data) throws IOException {
        if (!Files.exists(data)) {
            return true;
        }
        try (var files = Files.list(data)) {
            return files.findAny().isEmpty();
        }
    }

    /// @param database with the tables that migrations made, and no rows of a site
    public static void into(Path data, Connection database, Path from, BackupKey key)
            throws IOException, SQLException {
        mark(data);
        var filling = new Tables.Filling(database);
        each(
                from,
                key,
                (name, content) -> {
                    int slash = name.indexOf('/');
                    var room = slash < 0 ? "" : name.substring(0, slash);
                    if (room.equals("database")) {
                        int part = name.indexOf('/', slash + 1);
                        filling.take(
                                name.substring(slash + 1, part), name.substring(part + 1), content);
                    } else if (!room.isEmpty()) {
                        write(data, name, content);
                    }
                });
        filling.end();
    }

    private static void write(Path data, String name, byte[] content) throws IOException {
        var file = data.resolve(name);
        var directory = Objects.requireNonNull(file.getParent(), "every name has a room");
        var secret = PosixFilePermissions.fromString("rw-------");
        var isKey = name.startsWith(Backup.KEYS + "/");
        if (isKey && !Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        Files.createDirectories(directory);
        try (var channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(secret))) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void mark(Path data) throws IOException {
        Files.writeString(
                data.resolve(MARK),
                "This site was restored. It goes on once a witness has agreed with its log.\n");
    }

    /// Was this site restored, and nobody has agreed with its log since?
    public static boolean isUnconfirmed(Path data) {
        return Files.exists(data.resolve(MARK));
    }

    public static void confirmed(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(MARK));
    }

    /// After a failure: what was written is no site and is taken away again.
    public static void undo(Path data) throws IOException {
        if (Files.exists(data)) {
            try (var files = Files.walk(data)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    if (!file.equals(data)) {
                        Files.delete(file);
                    }
                }
            }
        }
    }
}
