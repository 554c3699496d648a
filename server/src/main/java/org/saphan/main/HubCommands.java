package org.saphan.main;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.MemberId;
import org.saphan.members.Admitted;
import org.saphan.members.Founding;
import org.saphan.members.Joining;
import org.saphan.members.SiteKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What only the hub's operator does: found the exchange, and admit sites to it.
@Command(
        name = "hub",
        mixinStandardHelpOptions = true,
        description = "Make a hub; admit sites and their members.",
        subcommands = {HubCommands.Init.class, HubCommands.Admit.class})
final class HubCommands {

    private HubCommands() {}

    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = {
                "Make this site the hub of a new exchange: its root, its keys, its first member.",
                "Do this once; then start it with 'saphan serve'. Keep a copy of the key directory."
            })
    static final class Init implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Option(
                names = "--operator",
                required = true,
                paramLabel = "MEMBER",
                description = "the member that operates the hub, for example TH/GOV/DGA")
        private String operator;

        @Option(names = "--name-th", required = true, description = "its name in Thai")
        private String thai;

        @Option(names = "--name-en", required = true, description = "its name in English")
        private String english;

        @Override
        public Integer call() {
            var site = config.read();
            var keys = SiteKeys.open(site.keys());
            Founding.found(
                    site.plan(List.of()),
                    keys,
                    new Admitted(MemberId.parse(operator), thai, english),
                    Clock.systemUTC(),
                    new SecureRandom());
            config.say("root fingerprint " + Joining.fingerprint(keys.root()).hex());
            return 0;
        }
    }

    @Command(
            name = "admit",
            mixinStandardHelpOptions = true,
            description = {
                "Admit a site with its members. Prints a token that counts once, for 24 hours, and the",
                "root's fingerprint. Hand both to the site's operator on a way that you trust."
            })
    static final class Admit implements Callable<Integer> {

        @Mixin private ConfigOption config;

        @Option(names = "--site", required = true, description = "the site's id, for example oic")
        private String site;

        @Option(
                names = "--member",
                required = true,
                paramLabel = "ID|THAI|ENGLISH",
                description = "a member at that site with its names; may be given several times")
        private List<String> members;

        @Override
        public Integer call() {
            var body = new LinkedHashMap<String, Object>();
            body.put("site", site);
            body.put("members", members.stream().map(Admit::member).toList());
            var answer = config.operator().post("/api/v1/members/admit", body);
            config.say("token " + answer.path("token").asString());
            config.say("root fingerprint " + answer.path("rootFingerprint").asString());
            return 0;
        }

        private static Admitted member(String text) {
            var parts = text.split("\\|", -1);
            if (parts.length != 3) {
                throw new Failure("--member is like 'TH/GOV/OIC|สำนักงาน คปภ.|OIC'");
            }
            return new Admitted(MemberId.parse(parts[0]), parts[1], parts[2]);
        }
    }

    /// The 64 hex digits that an operator reads out to another.
    static Bytes fingerprint(String hex) {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new Failure("the fingerprint is 64 hex digits in lower case");
        }
        return Bytes.fromHex(hex);
    }
}
