package org.saphan.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// From a draft to running access: `draft`, `seal` by each party, `install` at each site.
@Command(
        name = "agreement",
        mixinStandardHelpOptions = true,
        description = "Write, seal, install, list, suspend, resume and end agreements.",
        subcommands = {
            AgreementCommands.Draft.class,
            AgreementCommands.Seal.class,
            AgreementCommands.Install.class,
            AgreementCommands.List.class,
            AgreementCommands.Close.class
        })
final class AgreementCommands {

    private static final String SEALED = "text/vnd.saphan.sealed; charset=utf-8";

    private AgreementCommands() {}

    private static Bytes read(Path file) {
        try {
            return Bytes.owning(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new Failure("cannot read " + file);
        }
    }

    private static void write(Path file, Bytes content) {
        try {
            Files.write(file, content.array());
        } catch (IOException e) {
            throw new Failure("cannot write " + file);
        }
    }

    @Command(
            name = "draft",
            mixinStandardHelpOptions = true,
            description = "Turn a draft in JSON into the text that both parties seal.")
    static final class Draft implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Parameters(paramLabel = "DRAFT", description = "the draft, JSON; see docs/agreements.md")
        private Path draft;

        @Parameters(paramLabel = "OUT", description = "where the text goes")
        private Path out;

        @Override
        public Integer call() {
            write(
                    out,
                    config.operator()
                            .postBytes(
                                    "/api/v1/agreements/draft", "application/json", read(draft)));
            System.out.println("Next: each party seals it with 'saphan agreement seal'.");
            return 0;
        }
    }

    @Command(
            name = "seal",
            mixinStandardHelpOptions = true,
            description = "Add the seal of one of this site's members.")
    static final class Seal implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Option(names = "--as", required = true, paramLabel = "MEMBER")
        private String member;

        @Parameters(paramLabel = "FILE", description = "the text; the seal is added to this file")
        private Path file;

        @Override
        public Integer call() {
            write(
                    file,
                    config.operator()
                            .postBytes("/api/v1/agreements/seal?as=" + member, SEALED, read(file)));
            return 0;
        }
    }

    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            description =
                    "Take a sealed agreement into force at this site; at the hub, register it.")
    static final class Install implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Parameters(paramLabel = "FILE")
        private Path file;

        @Override
        public Integer call() {
            var answer =
                    Json.tree(
                            config.operator().postBytes("/api/v1/agreements", SEALED, read(file)));
            System.out.println(
                    "in force here: "
                            + answer.path("id").asString()
                            + " version "
                            + answer.path("version").asLong());
            return 0;
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The agreements of this site and their states.")
    static final class List implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Override
        public Integer call() {
            for (var row : config.operator().get("/api/v1/agreements")) {
                System.out.printf(
                        "%-10s %s v%d  %s <- %s  %s / %s%n",
                        row.path("state").asString(),
                        row.path("id").asString(),
                        row.path("version").asLong(),
                        row.path("consumer").asString(),
                        row.path("provider").asString(),
                        row.path("titleTh").asString(),
                        row.path("titleEn").asString());
            }
            return 0;
        }
    }

    @Command(
            name = "close",
            mixinStandardHelpOptions = true,
            description = {
                "Suspend, resume or end an agreement, in the name of a party or of the hub.",
                "Access closes here at once, and at the other sites as soon as they are told."
            })
    static final class Close implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Option(
                names = "--kind",
                required = true,
                paramLabel = "suspend|resume|end",
                description = "ending is for ever")
        private String kind;

        @Option(names = "--by", required = true, paramLabel = "MEMBER")
        private String by;

        @Option(names = "--reason", required = true, description = "kept in the evidence log")
        private String reason;

        @Parameters(paramLabel = "ID")
        private String id;

        @Parameters(paramLabel = "VERSION")
        private long version;

        @Override
        public Integer call() {
            var closing = Map.of("kind", kind, "by", by, "reason", reason, "version", version);
            config.operator().post("/api/v1/agreements/" + id + "/notices", closing);
            System.out.println("done: " + kind + " " + id + " version " + version);
            return 0;
        }
    }
}
