package org.saphan.main;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The information systems of this site's members.
@Command(
        name = "system",
        mixinStandardHelpOptions = true,
        description = "Register the information systems that call and are called.",
        subcommands = SystemCommands.Add.class)
final class SystemCommands {

    private SystemCommands() {}

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = {
                "Register a system of one of this site's members and print its key.",
                "The key is shown this once; the system sends it in the header Saphan-Key."
            })
    static final class Add implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Option(
                names = "--purpose",
                paramLabel = "CODE",
                description = "applies when a call names no Saphan-Purpose")
        private Optional<String> purpose;

        @Parameters(paramLabel = "SYSTEM", description = "for example TH/GOV/DLT/tax")
        private String system;

        @Override
        public Integer call() {
            var body = new LinkedHashMap<String, Object>();
            body.put("id", system);
            purpose.ifPresent(code -> body.put("purpose", code));
            System.out.println(
                    config.operator().post("/api/v1/systems", body).path("key").asString());
            return 0;
        }
    }
}
