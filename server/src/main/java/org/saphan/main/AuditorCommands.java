package org.saphan.main;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Who may read every receipt of this site, without what opens the commitments in it.
@Command(
        name = "auditor",
        mixinStandardHelpOptions = true,
        description = "Give an auditor a key to this site's receipts.",
        subcommands = AuditorCommands.Add.class)
final class AuditorCommands {

    private AuditorCommands() {}

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Register an auditor and print the key, this once.")
    static final class Add implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Parameters(paramLabel = "NAME", description = "a name for the evidence log")
        private String name;

        @Override
        public Integer call() {
            System.out.println(
                    config.operator()
                            .post("/api/v1/auditors", Map.of("name", name))
                            .path("key")
                            .asString());
            return 0;
        }
    }
}
