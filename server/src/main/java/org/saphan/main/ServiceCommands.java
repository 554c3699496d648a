package org.saphan.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.saphan.evidence.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// The services that this site's systems provide.
@Command(
        name = "service",
        mixinStandardHelpOptions = true,
        description = "Register and list the services that this site provides.",
        subcommands = {
            ServiceCommands.Add.class,
            ServiceCommands.Describe.class,
            ServiceCommands.List.class
        })
final class ServiceCommands {

    private ServiceCommands() {}

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Register a service, or replace its registration.")
    static final class Add implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Parameters(paramLabel = "FILE", description = "the registration, JSON; docs/services.md")
        private Path file;

        @Override
        public Integer call() {
            try {
                config.operator()
                        .postBytes(
                                "/api/v1/services",
                                "application/json",
                                Bytes.owning(Files.readAllBytes(file)));
            } catch (IOException e) {
                throw new Failure("cannot read " + file);
            }
            return 0;
        }
    }

    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = {
                "Register the OpenAPI 3 description of a service, in JSON or YAML.",
                "Hosts inside the agency are cut out of it before it is kept."
            })
    static final class Describe implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Parameters(paramLabel = "SERVICE", description = "for example TH/GOV/OIC/motor/cmi-check")
        private String service;

        @Parameters(paramLabel = "FILE", description = "openapi.json or openapi.yaml")
        private Path file;

        @Override
        public Integer call() {
            try {
                config.operator()
                        .postBytes(
                                "/api/v1/services/openapi?service=" + service,
                                "application/octet-stream",
                                Bytes.owning(Files.readAllBytes(file)));
            } catch (IOException e) {
                throw new Failure("cannot read " + file);
            }
            return 0;
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The services of this site.")
    static final class List implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Override
        public Integer call() {
            for (var service : config.operator().get("/api/v1/services")) {
                config.say(
                        "%-40s %s"
                                .formatted(
                                        service.path("id").asString(),
                                        service.path("enabled").asBoolean()
                                                ? "enabled"
                                                : "disabled"));
            }
            return 0;
        }
    }
}
