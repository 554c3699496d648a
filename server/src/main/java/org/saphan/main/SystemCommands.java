package org.saphan.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The information systems of this site's members.
@Command(
        name = "system",
        mixinStandardHelpOptions = true,
        description = "Register the information systems that call and are called.",
        subcommands = {
            SystemCommands.Add.class,
            SystemCommands.Certificate.class,
            SystemCommands.Client.class,
            SystemCommands.Callers.class
        })
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
            config.say(config.operator().post("/api/v1/systems", body).path("key").asString());
            return 0;
        }
    }

    @Command(
            name = "certificate",
            mixinStandardHelpOptions = true,
            description = {
                "Register the TLS certificate by which a system proves itself.",
                "The systems listener must speak TLS: callers.certificate in docs/settings.md."
            })
    static final class Certificate implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Parameters(paramLabel = "SYSTEM", description = "for example TH/GOV/DLT/tax")
        private String system;

        @Parameters(paramLabel = "FILE", description = "one X.509 certificate in PEM")
        private Path file;

        @Override
        public Integer call() {
            try {
                var body = Map.of("system", system, "certificate", Files.readString(file));
                var known = config.operator().post("/api/v1/callers", body);
                config.say("SHA-256 " + known.path("value").asString());
                return 0;
            } catch (IOException e) {
                throw new Failure("cannot read " + file);
            }
        }
    }

    @Command(
            name = "client",
            mixinStandardHelpOptions = true,
            description = {
                "Register the name that an issuer's tokens carry for a system.",
                "The issuer stands in the settings: callers.issuers in docs/settings.md."
            })
    static final class Client implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Option(names = "--issuer", required = true, paramLabel = "URL", description = "its iss")
        private String issuer;

        @Option(names = "--subject", required = true, paramLabel = "NAME", description = "its sub")
        private String subject;

        @Parameters(paramLabel = "SYSTEM", description = "for example TH/GOV/DLT/tax")
        private String system;

        @Override
        public Integer call() {
            config.operator()
                    .post(
                            "/api/v1/callers",
                            Map.of("system", system, "issuer", issuer, "subject", subject));
            return 0;
        }
    }

    @Command(
            name = "callers",
            mixinStandardHelpOptions = true,
            description = "By which certificates and tokens systems are known; forget one of them.")
    static final class Callers implements Callable<Integer> {

        private static final String FORGET = "/api/v1/callers/forget";

        @Mixin private ConfigOption config;

        @Option(
                names = "--forget",
                paramLabel = "VALUE",
                description = "the SHA-256 or the subject as this command lists it")
        private Optional<String> unwanted;

        @Override
        public Integer call() {
            var listed = config.operator().get("/api/v1/callers");
            for (var caller : listed) {
                if (unwanted.isEmpty()) {
                    config.say(line(caller));
                } else if (caller.path("value").asString().equals(unwanted.get())) {
                    config.operator().post(FORGET, credential(caller));
                    config.say("forgotten: " + line(caller));
                }
            }
            return 0;
        }

        private static String line(JsonNode caller) {
            return "%-28s %-12s %s %s"
                    .formatted(
                            caller.path("system").asString(),
                            caller.path("kind").asString(),
                            caller.path("value").asString(),
                            caller.path("issuer").asString())
                    .strip();
        }

        private static Map<String, String> credential(JsonNode caller) {
            var value = caller.path("value").asString();
            return caller.path("kind").asString().equals("CERTIFICATE")
                    ? Map.of("sha256", value)
                    : Map.of("issuer", caller.path("issuer").asString(), "subject", value);
        }
    }
}
