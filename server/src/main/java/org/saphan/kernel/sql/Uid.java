package org.saphan.kernel.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The user that PostgreSQL runs as when we are root: it refuses to be root itself.
record Uid(String user, int uid, int gid) {

    private static final List<String> CANDIDATES = List.of("saphan", "postgres", "nobody");

    /// Empty when we are not root and simply stay who we are.
    static Optional<Uid> toDropTo() throws IOException {
        if (!output("id", "-u").equals("0")) {
            return Optional.empty();
        }
        if (!Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
            throw new IOException(
                    "the database must not run as root, and 'setpriv' (package util-linux) is"
                            + " missing; install it, or run as another user");
        }
        for (var user : CANDIDATES) {
            var uid = output("id", "-u", user);
            var gid = output("id", "-g", user);
            if (uid.matches("[0-9]+") && gid.matches("[0-9]+")) {
                return Optional.of(new Uid(user, Integer.parseInt(uid), Integer.parseInt(gid)));
            }
        }
        throw new IOException(
                "the database must not run as root, and there is no user saphan, postgres or nobody;"
                        + " create one with: useradd --system saphan");
    }

    List<String> prefix() {
        return List.of(
                "setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--no-new-privs");
    }

    /// Every directory on the way must let this user pass.
    void requireReach(Path directory) throws IOException {
        var command = new java.util.ArrayList<>(prefix());
        command.addAll(List.of("test", "-x", directory.toString()));
        if (status(command) != 0) {
            throw new IOException(
                    "the user "
                            + user
                            + ", as whom the database runs, cannot reach "
                            + directory
                            + "; choose another data directory with --data, or let others pass every"
                            + " directory on the way (chmod o+x)");
        }
    }

    void own(Path file) throws IOException {
        if (status(List.of("chown", uid + ":" + gid, file.toString())) != 0) {
            throw new IOException("cannot give " + file + " to the user " + user);
        }
    }

    private static String output(String... command) throws IOException {
        var process = new ProcessBuilder(command).start();
        try (var out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }

    private static int status(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).start();
        try {
            return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
