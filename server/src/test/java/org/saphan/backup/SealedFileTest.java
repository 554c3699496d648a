package org.saphan.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A backup opens with its key and as it was written, or not at all.
class SealedFileTest {

    private static final int HEADER = Chunks.FORMAT.length + Chunks.SALT + Chunks.MAC;
    private static final int SEALED = Chunks.PLAIN + Chunks.TAG;

    private final Path directory;
    private final BackupKey key;

    SealedFileTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.key = key(directory.resolve("key"));
    }

    private static BackupKey key(Path file) throws IOException {
        if (!Files.exists(file)) {
            BackupKey.create(file, new SecureRandom());
        }
        return BackupKey.read(file);
    }

    private byte[] sealed(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var sealing = new SealedOutput(out, key, new SecureRandom())) {
            sealing.write(plain);
        }
        return out.toByteArray();
    }

    private byte[] opened(byte[] sealed, BackupKey with) throws IOException {
        try (var opening = new SealedInput(new ByteArrayInputStream(sealed), with)) {
            return opening.readAllBytes();
        }
    }

    private static byte[] some(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 200_000})
    void what_was_written_is_read(int size) throws IOException {
        var plain = some(size);
        assertThat(opened(sealed(plain), key)).isEqualTo(plain);
    }

    @Test
    void every_changed_byte_is_refused() throws IOException {
        var sealed = sealed(some(300));
        for (int at = 0; at < sealed.length; at++) {
            var changed = sealed.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> opened(changed, key))
                    .as("byte " + at)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void every_end_that_is_missing_is_refused() throws IOException {
        var sealed = sealed(some(300));
        for (int size = 0; size < sealed.length; size++) {
            var shorter = Arrays.copyOf(sealed, size);
            assertThatThrownBy(() -> opened(shorter, key))
                    .as(size + " bytes")
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whole_chunks_that_are_missing_swapped_or_added_are_refused() throws IOException {
        var sealed = sealed(some(3 * Chunks.PLAIN));
        var withoutLast = Arrays.copyOf(sealed, sealed.length - SEALED);
        var swapped = sealed.clone();
        System.arraycopy(sealed, HEADER, swapped, HEADER + SEALED, SEALED);
        System.arraycopy(sealed, HEADER + SEALED, swapped, HEADER, SEALED);
        var longer = Arrays.copyOf(sealed, sealed.length + SEALED);
        System.arraycopy(sealed, HEADER, longer, sealed.length, SEALED);

        for (var changed : new byte[][] {withoutLast, swapped, longer}) {
            assertThatThrownBy(() -> opened(changed, key)).hasMessageContaining("damaged");
        }
    }

    @Test
    void another_key_is_told_apart_from_damage() throws IOException {
        var sealed = sealed(some(300));
        var other = key(directory.resolve("other"));
        assertThatThrownBy(() -> opened(sealed, other)).hasMessageContaining("this key does not");
    }

    @Test
    void two_backups_of_the_same_differ_from_their_salts_on() throws IOException {
        var plain = some(300);
        assertThat(sealed(plain)).isNotEqualTo(sealed(plain));
    }

    @Test
    void a_key_is_its_owners_alone_and_never_overwritten() throws IOException {
        var file = directory.resolve("key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> BackupKey.create(file, new SecureRandom()))
                .isInstanceOf(IOException.class);
        assertThat(key.toString()).doesNotContain(Files.readString(file).strip());
    }

    @Test
    void what_is_no_key_is_refused() throws IOException {
        var file = Files.writeString(directory.resolve("short"), "c2hvcnQ=\n");
        assertThatThrownBy(() -> BackupKey.read(file)).hasMessageContaining("32 bytes");
    }
}
