package org.saphan.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What was durable and is not what it was: refused with the file's name, before anything is changed.
class LogDamageTest {

    private static final int LEAVES = 700;

    @TempDir private static Path original;
    @TempDir private Path directory;
    private long committed;

    /// Two whole bundles and a tail, under one signed head, in many batches.
    @BeforeAll
    static void make() throws Exception {
        try (var log = TestLog.in(original)) {
            for (int i = 0; i < LEAVES / 100; i++) {
                log.append(100);
            }
            log.awaitArchived(2);
        }
    }

    @BeforeEach
    void copy() throws IOException {
        try (var all = Files.walk(original)) {
            for (var from : (Iterable<Path>) all::iterator) {
                var to = directory.resolve(original.relativize(from));
                if (!Files.isDirectory(to)) {
                    Files.copy(from, to);
                }
            }
        }
        committed = lastByte(journal()) + 1;
    }

    private Path journal() {
        return directory.resolve("journal/000000000000000000");
    }

    private static long lastByte(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        int last = bytes.length - 1;
        while (last >= 0 && bytes[last] == 0) {
            last--;
        }
        return last;
    }

    private static byte flip(Path file, long at) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            channel.read(one, at);
            byte old = one.get(0);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (old ^ 0x40)}), at);
            return old;
        }
    }

    private static void put(Path file, long at, byte[] bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }

    private Log open() throws IOException {
        return Log.open(
                TestLog.settings(directory), TestLog.SIGNER, Clock.systemUTC(), new FileDisk());
    }

    private static void assertRefused(ThrowingCallable act, Path... named) {
        assertThatThrownBy(act)
                .isInstanceOf(DamagedLog.class)
                .satisfies(
                        e ->
                                assertThat(List.of(named))
                                        .anyMatch(file -> e.toString().contains(file.toString())));
    }

    @Test
    void a_byte_flipped_anywhere_before_the_last_mark_is_refused_and_nothing_is_changed()
            throws IOException {
        for (long at = 0; at < committed; at += at + 40 < committed ? 1_531 : 2) {
            byte old = flip(journal(), at);
            var damaged = Files.readAllBytes(journal());

            assertRefused(this::open, journal());
            assertRefused(() -> LogAudit.of(directory), journal(), directory.resolve("journal"));

            assertThat(Files.readAllBytes(journal())).isEqualTo(damaged);
            put(journal(), at, new byte[] {old});
        }
        open().close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity",
                "tile/entries/000",
                "tile/entries/001",
                "tile/0/000",
                "tile/0/001",
                "private/000",
                "private/001"
            })
    void an_audit_names_the_file_in_which_any_byte_was_flipped(String name) throws IOException {
        var file = directory.resolve(name);
        long size = Files.size(file);
        for (long at = 0; at < size; at += 1 + size / 40) {
            byte old = flip(file, at);
            // A leaf and its hash in the tile above contradict each other; then both are named.
            assertThatThrownBy(() -> LogAudit.of(directory))
                    .isInstanceOf(DamagedLog.class)
                    .hasMessageContaining(name);
            put(file, at, new byte[] {old});
        }
        assertThat(LogAudit.of(directory).leaves()).isEqualTo(LEAVES);
    }

    @Test
    void a_byte_flipped_in_the_signed_head_is_refused() throws IOException {
        var file = directory.resolve("checkpoint");
        for (long at = 0; at < Files.size(file); at++) {
            byte old = flip(file, at);
            assertRefused(this::open, file);
            assertRefused(() -> LogAudit.of(directory), file);
            put(file, at, new byte[] {old});
        }
        open().close();
    }

    @Test
    void tiles_that_the_journal_still_holds_are_made_again_at_the_next_start() throws Exception {
        for (var name : List.of("tile/0/000", "tile/entries/001", "private/000")) {
            flip(directory.resolve(name), 100);
        }
        Files.delete(directory.resolve("tile/0/001"));

        try (var log = TestLog.in(directory)) {
            log.awaitArchived(2);
            log.append(1);
            log.check();
        }

        assertThat(LogAudit.of(directory).leaves()).isEqualTo(LEAVES + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 27, 28, 100, 5_000})
    void torn_bytes_behind_the_last_mark_are_cleared(int torn) throws Exception {
        var rubbish = new byte[torn];
        Arrays.fill(rubbish, (byte) 0x5a);
        put(journal(), committed, rubbish);
        assertThat(LogAudit.of(directory).leaves()).isEqualTo(LEAVES);

        try (var log = TestLog.in(directory)) {
            assertThat(log.log().size()).isEqualTo(LEAVES);
            assertThat(lastByte(journal())).isEqualTo(committed - 1);
            log.append(3);
            log.reopened();
            assertThat(log.log().size()).isEqualTo(LEAVES + 3);
        }
    }

    @Test
    void a_torn_copy_of_an_earlier_batch_is_not_taken_for_a_new_one() throws Exception {
        var bytes = Files.readAllBytes(journal());
        put(journal(), committed, Arrays.copyOf(bytes, 900));

        try (var log = TestLog.in(directory)) {
            assertThat(log.log().size()).isEqualTo(LEAVES);
        }
    }

    @Test
    void padding_further_on_that_is_not_zero_is_refused() throws IOException {
        flip(journal(), Journal.FILE_BYTES - 1);

        assertRefused(this::open, journal());
    }

    @Test
    void a_journal_of_another_size_is_refused() throws IOException {
        Files.write(journal(), new byte[1], StandardOpenOption.APPEND);

        assertRefused(this::open, journal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint", "journal/000000000000000000"})
    void a_missing_part_is_refused_and_never_taken_for_a_new_log(String name) throws IOException {
        Files.delete(directory.resolve(name));

        for (int round = 0; round < 2; round++) {
            assertRefused(this::open, directory.resolve(name), directory.resolve("journal"));
        }
    }

    @Test
    void an_older_journal_under_a_newer_head_is_refused() throws IOException {
        var zeros = new byte[(int) committed];
        put(journal(), 0, zeros);

        assertRefused(this::open, journal());
    }

    @Test
    void another_leaf_under_a_right_checksum_does_not_lead_to_the_signed_head() throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(journal()));
        int length = bytes.getInt(16);
        bytes.put(20 + 4, (byte) 'X');
        var crc = new CRC32C();
        crc.update(bytes.array(), 0, 20 + length);
        bytes.putInt(20 + length, (int) crc.getValue());
        put(journal(), 0, bytes.array());

        assertRefused(this::open, directory);
        assertRefused(() -> LogAudit.of(directory), directory);
    }

    @Test
    void a_directory_of_another_key_is_refused() {
        for (var other : List.of("log.example/test", "log.example/other")) {
            assertThatThrownBy(
                            () ->
                                    Log.open(
                                            TestLog.settings(directory),
                                            TestLog.signer(other),
                                            Clock.systemUTC(),
                                            new FileDisk()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("holds the log " + TestLog.SIGNER.key().line());
        }
    }
}
