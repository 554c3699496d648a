package org.saphan.kernel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.saphan.kernel.Eventually;

/// One directory for all of them, because unpacking and preparing it takes seconds. Each test leaves it
/// with no server.
class PostgresTest {

    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static Path directory = Path.of("");

    private final List<Process> started = new ArrayList<>();

    @BeforeAll
    static void prepare() throws IOException {
        directory =
                Files.createTempDirectory(
                                "saphan-postgres",
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rwxr-xr-x")))
                        .toRealPath();
        start().close();
    }

    @AfterAll
    static void remove() throws IOException {
        PostgresBinaries.remove(directory);
    }

    @AfterEach
    void end() throws InterruptedException {
        for (var process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    private static Postgres start() throws IOException {
        return Postgres.start(directory, new SecureRandom(), SILENCE);
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Test
    void a_second_start_on_the_same_directory_is_refused_in_words_and_harms_nothing()
            throws IOException {
        try (var first = start()) {
            assertThatThrownBy(PostgresTest::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("มีโปรแกรม saphan อื่นใช้ฐานข้อมูล")
                    .hasMessageContaining("another saphan is using the database");
            assertThat(lives(first.pid())).isTrue();
            assertThat(first.address("still_there").url()).contains("still_there");
            assertThat(isLocked()).as("still kept from other programs").isTrue();
        }
        assertThat(isLocked()).isFalse();
        start().close();
    }

    /// Through another name as well.
    @Test
    void a_second_start_by_a_link_is_refused() throws IOException {
        var link = directory.resolveSibling(directory.getFileName() + "-link");
        Files.createSymbolicLink(link, directory);
        try (var first = start()) {
            assertThatThrownBy(() -> Postgres.start(link, new SecureRandom(), SILENCE))
                    .hasMessageContaining("another saphan");
            assertThat(lives(first.pid())).isTrue();
        } finally {
            Files.delete(link);
        }
    }

    /// The kernel's own list of locks, which another program would meet.
    private static boolean isLocked() throws IOException {
        var inode = Files.getAttribute(directory.resolve("lock"), "unix:ino").toString();
        return Files.readString(Path.of("/proc/locks")).contains(":" + inode + " ");
    }

    @Test
    void a_server_that_a_killed_program_left_behind_is_adopted() throws IOException {
        var left = left("postgres");
        Eventually.holds(
                "the server is ready", () -> postmaster().map(Postmaster::isReady).orElse(false));
        try (var adopted = start()) {
            assertThat(adopted.pid()).isEqualTo(left.pid());
            assertThat(adopted.address("adopted").url()).contains(":" + port(left) + "/");
        }
        assertThat(left.isAlive()).isFalse();
    }

    @Test
    void a_server_that_was_left_behind_while_it_started_is_waited_for() throws IOException {
        var left = left("postgres");
        Eventually.holds("the server has begun", () -> postmaster().isPresent());
        try (var adopted = start()) {
            assertThat(adopted.pid()).isEqualTo(left.pid());
        }
    }

    private static java.util.Optional<Postmaster> postmaster() {
        try {
            return Postmaster.in(directory.resolve("data"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int port(Process process) throws IOException {
        return Postmaster.in(directory.resolve("data"))
                .filter(it -> it.pid() == process.pid())
                .map(Postmaster::port)
                .orElse(54_399);
    }

    private Process left(String program) throws IOException {
        var command = new ArrayList<String>();
        var uid = Uid.toDropTo();
        if (uid.isPresent()) {
            command.addAll(uid.get().prefix());
        }
        command.addAll(
                List.of(
                        PostgresBinaries.in(directory).resolve("bin").resolve(program).toString(),
                        "-D",
                        directory.resolve("data").toString(),
                        "-p",
                        "54399",
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories="));
        return begin(command);
    }

    private Process begin(List<String> command) throws IOException {
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        started.add(process);
        return process;
    }

    /// After a crash the number in `postmaster.pid` may have gone to anybody, also to a program that
    /// was told the directory's name.
    @Test
    void a_program_that_only_mentions_the_directory_is_left_alone() throws Exception {
        var bystander =
                begin(List.of("tail", "-f", directory.resolve("data/PG_VERSION").toString()));
        pretend(bystander.pid());
        try (var server = start()) {
            assertThat(server.pid()).isNotEqualTo(bystander.pid());
            assertThat(bystander.isAlive()).isTrue();
        }
        assertThat(bystander.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
    }

    /// One that serves a directory whose name begins alike, say.
    @Test
    void another_directorys_server_is_not_taken_for_ours() throws IOException {
        var words = List.of("-D", directory.resolve("data") + "-other", "60");
        var script = script("postgres", "exec sleep 60");
        var other = begin(List.of("sh", script.toString(), words.get(0), words.get(1)));
        pretend(other.pid());
        var named = Postmaster.in(directory.resolve("data")).orElseThrow();
        assertThat(named.serves(directory.resolve("data"))).isFalse();
        Files.delete(directory.resolve("data/postmaster.pid"));
        Files.delete(script);
    }

    @Test
    void what_is_half_written_in_its_file_is_no_server() throws IOException {
        var file = directory.resolve("data/postmaster.pid");
        for (var text : List.of("", "12\n", "x\n/d\n1\n5432\n", "1\n/d\n1\n")) {
            Files.writeString(file, text);
            assertThat(Postmaster.in(directory.resolve("data"))).as(text).isEmpty();
        }
        Files.delete(file);
        assertThat(Postmaster.in(directory.resolve("data"))).isEmpty();
    }

    private static void pretend(long pid) throws IOException {
        Files.writeString(
                directory.resolve("data/postmaster.pid"),
                pid + "\n" + directory.resolve("data") + "\n1\n1\n\n127.0.0.1\n\nready   \n");
    }

    private static Path script(String name, String text) throws IOException {
        var script = directory.resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    /// The real server behind a script that runs before it.
    private static void withBefore(String text, Attempt attempt) throws IOException {
        var bin = PostgresBinaries.in(directory).resolve("bin");
        var real = bin.resolve("postgres-itself");
        Files.move(bin.resolve("postgres"), real);
        try {
            var script = script("before", text + "\nexec " + real + " \"$@\"");
            Files.move(script, bin.resolve("postgres"));
            attempt.run();
        } finally {
            Files.move(real, bin.resolve("postgres"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @FunctionalInterface
    private interface Attempt {

        void run() throws IOException;
    }

    /// Recovery takes as long as it takes; PostgreSQL says every ten seconds how far it is.
    @Test
    void a_slow_start_that_makes_progress_is_waited_for() throws IOException {
        withBefore(
                "for i in 1 2 3 4 5 6 7; do echo redo in progress; sleep 0.5; done",
                () -> {
                    long began = System.nanoTime();
                    try (var server = start()) {
                        assertThat(Duration.ofNanos(System.nanoTime() - began))
                                .isGreaterThan(SILENCE);
                        assertThat(lives(server.pid())).isTrue();
                    }
                });
    }

    @Test
    void a_start_that_says_nothing_is_given_up_in_words() throws IOException {
        withBefore(
                "echo $$ > "
                        + directory
                        + "/../$$.silent; rm -f "
                        + directory
                        + "/../$$.silent\n"
                        + "trap 'exit 3' INT TERM\nwhile true; do sleep 0.1; done",
                () ->
                        assertThatThrownBy(PostgresTest::start)
                                .isInstanceOf(IOException.class)
                                .hasMessageContaining("เปิดฐานข้อมูลไม่ได้")
                                .hasMessageContaining("the database does not start"));
        // Its lock was let go.
        start().close();
    }

    @Test
    void a_start_that_fails_says_why() throws IOException {
        withBefore(
                "echo the disk is upside down; exit 1",
                () ->
                        assertThatThrownBy(PostgresTest::start)
                                .hasMessageContaining("the disk is upside down"));
    }

    @Test
    void the_password_is_its_owners_alone() throws IOException {
        var file = directory.resolve("password");
        assertThat(Files.readString(file)).matches("[0-9a-f]{48}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        start().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory.resolve("password.new")).doesNotExist();
        assertThat(directory.resolve("password.initdb")).doesNotExist();
    }

    @Test
    void a_secret_file_is_replaced_whole_whatever_a_crash_left_behind() throws IOException {
        var file = directory.resolve("secret");
        Files.writeString(directory.resolve("secret.new"), "half of somethi");
        OwnersFile.write(file, "one");
        OwnersFile.write(file, "two");
        assertThat(OwnersFile.read(file)).isEqualTo("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory.resolve("secret.new")).doesNotExist();
    }

    @Test
    void data_without_its_password_is_refused_in_words() throws IOException {
        var file = directory.resolve("password");
        var kept = directory.resolve("kept");
        Files.move(file, kept);
        try {
            assertThatThrownBy(PostgresTest::start)
                    .hasMessageContaining("ไม่พบรหัสผ่าน")
                    .hasMessageContaining("backup");
            Files.createFile(file);
            assertThatThrownBy(PostgresTest::start).hasMessageContaining("backup");
        } finally {
            Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING);
        }
        start().close();
    }
}
