package org.saphan.main;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// At a site: which members are listed. At the hub also: suspend one everywhere, and resume it.
@Command(
        name = "member",
        mixinStandardHelpOptions = true,
        description = "List members; at the hub, suspend and resume them.",
        subcommands = {
            MemberCommands.List.class,
            MemberCommands.Suspend.class,
            MemberCommands.Resume.class
        })
final class MemberCommands {

    private MemberCommands() {}

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The members on the trust list that this site has.")
    static final class List implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Override
        public Integer call() {
            for (var member : config.operator().get("/api/v1/members")) {
                System.out.printf(
                        "%-20s %-12s %-10s %s / %s%n",
                        member.path("id").asString(),
                        member.path("site").asString(),
                        member.path("suspended").asBoolean() ? "suspended" : "active",
                        member.path("nameTh").asString(),
                        member.path("nameEn").asString());
            }
            return 0;
        }
    }

    @Command(
            name = "suspend",
            mixinStandardHelpOptions = true,
            description = {
                "At the hub: close every access of this member, at every node within seconds.",
                "Undo it with 'saphan member resume'."
            })
    static final class Suspend implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Option(names = "--reason", required = true, description = "kept in the evidence log")
        private String reason;

        @Parameters(paramLabel = "MEMBER", description = "for example TH/GOV/DLT")
        private String member;

        @Override
        public Integer call() {
            return change(config, "suspend", member, reason);
        }
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "At the hub: open again what a suspension closed.")
    static final class Resume implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Option(names = "--reason", required = true, description = "kept in the evidence log")
        private String reason;

        @Parameters(paramLabel = "MEMBER", description = "for example TH/GOV/DLT")
        private String member;

        @Override
        public Integer call() {
            return change(config, "resume", member, reason);
        }
    }

    private static int change(ConfigOption config, String act, String member, String reason) {
        config.operator()
                .post("/api/v1/members/" + act, Map.of("member", member, "reason", reason));
        System.out.println("done: " + act + " " + member);
        return 0;
    }
}
