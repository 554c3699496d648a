import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The other programs that a benchmark needs, from Debian.
final class Packages {

    private static final Path POLICY = Path.of("/usr/sbin/policy-rc.d");

    private Packages() {}

    /// Packages and programs have the same names here.
    static void install(String... programs) throws IOException, InterruptedException {
        var missing = Stream.of(programs).filter(program -> !isThere(program)).toList();
        if (missing.isEmpty()) {
            return;
        }
        if (!System.getProperty("user.name").equals("root")) {
            throw new IllegalStateException(
                    "this benchmark needs " + missing + "; install them: apt-get install "
                            + String.join(" ", missing));
        }
        System.err.println("bench: installing " + missing);
        withoutStartingServices(
                () -> {
                    apt(List.of("update", "-q"));
                    var install = new ArrayList<>(List.of("install", "-qy"));
                    install.add("--no-install-recommends");
                    install.addAll(missing);
                    apt(install);
                });
    }

    @FunctionalInterface
    private interface Work {

        void run() throws IOException, InterruptedException;
    }

    /// Debian starts a server when it installs one, unless this file forbids it (invoke-rc.d(8)).
    private static void withoutStartingServices(Work work)
            throws IOException, InterruptedException {
        boolean ours = !Files.exists(POLICY);
        if (ours) {
            Files.writeString(POLICY, "#!/bin/sh\nexit 101\n");
            Files.setPosixFilePermissions(POLICY, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        try {
            work.run();
        } finally {
            if (ours) {
                Files.delete(POLICY);
            }
        }
    }

    private static void apt(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("env", "DEBIAN_FRONTEND=noninteractive", "apt-get"));
        command.addAll(arguments);
        Processes.run(Path.of("/"), command);
    }

    private static boolean isThere(String program) {
        return Stream.of("/usr/local/bin", "/usr/bin", "/usr/sbin", "/bin", "/sbin")
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
