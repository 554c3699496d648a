package org.saphan.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// What goes into a backup, as entries of one tar.
final class Archive implements AutoCloseable {

    private static final int PART = 1 << 20;

    private final TarArchiveOutputStream tar;

    Archive(OutputStream out) {
        this.tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    void add(String name, byte[] content) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(0600);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /// Every file below a directory. Files that are only written under another name yet, and locks, are
    /// no part of anything.
    void addAll(String name, Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var walk = Files.walk(directory)) {
            for (var file : walk.filter(Files::isRegularFile).sorted().toList()) {
                var last = file.getFileName().toString();
                if (!last.endsWith(".new") && !last.equals("lock")) {
                    addIfThere(name + "/" + directory.relativize(file), file);
                }
            }
        }
    }

    private void addIfThere(String name, Path file) throws IOException {
        try {
            add(name, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            // Replaced or taken away since it was listed; whoever needs it consistent asks LogCopy.
        }
    }

    /// A stream of unknown length, in parts that fit into memory.
    OutputStream parts(String name) {
        return new OutputStream() {
            private final ByteArrayOutputStream part = new ByteArrayOutputStream(PART);
            private int number = 0;

            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                part.write(bytes, from, length);
                if (part.size() >= PART) {
                    flushPart();
                }
            }

            private void flushPart() throws IOException {
                add("%s/%09d".formatted(name, number++), part.toByteArray());
                part.reset();
            }

            @Override
            public void close() throws IOException {
                flushPart();
            }
        };
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
