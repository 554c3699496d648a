package org.saphan.main;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.saphan.kernel.Problem;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The one program. Each command says in its own `--help` what it does and what to do next.
@Command(
        name = "saphan",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        header = "สะพาน Saphan: link, exchange and open government data under signed agreements.",
        description = {
            "",
            "Start with 'saphan demo': a hub, two agencies and a sample service on this machine.",
            "'saphan verify' checks a receipt without asking anybody."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            VerifyCommand.class,
            ServeCommand.class,
            StatusCommand.class,
            HubCommands.class,
            JoinCommand.class,
            MemberCommands.class,
            SystemCommands.class,
            ServiceCommands.class,
            AuditorCommands.class,
            AgreementCommands.class,
            TrustCommands.class,
            LogCommands.class,
            BackupCommand.class,
            RestoreCommand.class
        })
public final class Main implements Callable<Integer> {

    static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        var utf8 = StandardCharsets.UTF_8;
        var commands =
                new CommandLine(new Main())
                        .setOut(new PrintWriter(System.out, true, utf8))
                        .setErr(new PrintWriter(System.err, true, utf8))
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setExecutionExceptionHandler(Main::explain);
        Objects.requireNonNull(commands.getSubcommands().get("verify"), "listed above")
                .setUnmatchedOptionsArePositionalParams(true);
        return commands.execute(args);
    }

    /// What the person who typed the command can act on is told in words; a bug shows its stack trace.
    static int explain(Exception e, CommandLine commands, CommandLine.ParseResult parsed)
            throws Exception {
        var message =
                switch (e) {
                    case Failure failure -> failure.getMessage();
                    case Problem problem -> problem.kind().thai() + " / " + problem.detail();
                    default -> throw e;
                };
        commands.getErr().println("saphan: " + message);
        commands.getErr().flush();
        return 1;
    }

    @Override
    public Integer call() {
        CommandLine.usage(this, System.out);
        return 0;
    }

    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            var version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"saphan " + (version == null ? "(not packaged)" : version)};
        }
    }
}
