package org.saphan.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What this site trusts.
@Command(
        name = "trust",
        mixinStandardHelpOptions = true,
        description = "Export the trust anchor that 'saphan verify' takes.",
        subcommands = TrustCommands.Export.class)
final class TrustCommands {

    private TrustCommands() {}

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = {
                "Write the trust anchor: the hub's root certificate and every revocation known here.",
                "Compare the root's fingerprint with what the hub publishes before you rely on it."
            })
    static final class Export implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Parameters(paramLabel = "OUT")
        private Path out;

        @Override
        public Integer call() {
            try {
                Files.writeString(out, config.operator().getText("/api/v1/anchor"));
            } catch (IOException e) {
                throw new Failure("cannot write " + out);
            }
            return 0;
        }
    }
}
