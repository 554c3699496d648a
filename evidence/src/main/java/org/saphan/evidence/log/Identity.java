package org.saphan.evidence.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Text;

/// Which log lives in a directory: its key, whose name is the origin. Opening it with another key is
/// refused, since two logs in one place would contradict each other.
record Identity(NoteKey key) {

    private static final String FORMAT = "saphan.org/log/v1";

    static void claim(Path directory, NoteKey key, Disk disk) throws IOException {
        var file = file(directory);
        if (!Files.exists(file)) {
            disk.replace(Disk.Write.IDENTITY, file, new Identity(key).bytes());
        }
        var found = read(directory);
        if (!found.key().equals(key)) {
            throw new IOException(directory + " holds the log " + found.key() + ", not " + key);
        }
    }

    static Identity read(Path directory) throws IOException {
        var text = Text.read(Bytes.owning(Files.readAllBytes(file(directory))), FORMAT);
        var identity = new Identity(text.parsed("key", NoteKey::parse));
        text.end();
        return identity;
    }

    private Bytes bytes() {
        return Text.write(FORMAT).line("key", key.line()).bytes();
    }

    private static Path file(Path directory) {
        return directory.resolve("identity");
    }
}
