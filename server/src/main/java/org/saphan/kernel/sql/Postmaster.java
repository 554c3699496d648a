package org.saphan.kernel.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a running PostgreSQL says about itself in its data directory's `postmaster.pid`.
///
/// @param status `starting`, `stopping`, `ready` or `standby`; empty before it says so
record Postmaster(long pid, int port, String status) {

    private static final int PID = 0;
    private static final int PORT = 3;
    private static final int STATUS = 7;

    /// Empty when there is none, or when it is only half written.
    static Optional<Postmaster> in(Path data) throws IOException {
        try {
            var lines = Files.readAllLines(file(data));
            if (lines.size() <= PORT) {
                return Optional.empty();
            }
            var status = lines.size() > STATUS ? lines.get(STATUS).strip() : "";
            return Optional.of(
                    new Postmaster(
                            Long.parseLong(lines.get(PID).strip()),
                            Integer.parseInt(lines.get(PORT).strip()),
                            status));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Path file(Path data) {
        return data.resolve("postmaster.pid");
    }

    boolean isReady() {
        return status.equals("ready");
    }

    boolean isStopping() {
        return status.equals("stopping");
    }

    /// Whether the process of this number is a PostgreSQL that serves exactly this directory. The
    /// number alone proves nothing: after a crash it may have gone to anybody.
    boolean serves(Path data) throws IOException {
        var words = commandLine();
        int option = words.indexOf("-D");
        return isPostgres(words)
                && option >= 0
                && option + 1 < words.size()
                && isSame(Path.of(words.get(option + 1)), data);
    }

    private static boolean isSame(Path one, Path other) throws IOException {
        return Files.exists(one) && Files.isSameFile(one, other);
    }

    /// PostgreSQL refuses to start while a process of this number lives. Of one that is no PostgreSQL
    /// at all we know that it means nothing; anything else is left to PostgreSQL's own judgement.
    void forgetUnlessPostgres(Path data) throws IOException {
        var words = commandLine();
        if (!words.isEmpty() && !isPostgres(words) && !words.getFirst().startsWith("postgres")) {
            Files.deleteIfExists(file(data));
        }
    }

    private static boolean isPostgres(List<String> words) {
        return !words.isEmpty()
                && (words.getFirst().equals("postgres") || words.getFirst().endsWith("/postgres"));
    }

    /// Empty when the process has ended, or is none that we may look at.
    private List<String> commandLine() {
        try {
            var line = Files.readString(procFile(), StandardCharsets.ISO_8859_1);
            return line.isEmpty() ? List.of() : List.of(utf8(line).split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /// A foreign command line may hold any bytes; a path of ours is UTF-8.
    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private Path procFile() {
        return Path.of("/proc", Long.toString(pid), "cmdline");
    }
}
