package org.saphan.main;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.saphan.evidence.log.LogAudit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The evidence log as files.
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        description = "Check an evidence log's directory.",
        subcommands = LogCommands.Verify.class)
final class LogCommands {

    private LogCommands() {}

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Check every leaf, every tile and the journal against the signed head, from the files",
                "alone. Works on a stopped site, beside a running one, and on a copy. Names the damaged",
                "file when there is one; with --config also the key, the witnesses and closed logs,",
                "and what to do. Exit status: 0 holds, 1 does not."
            })
    static final class Verify implements Callable<Integer> {

        @ArgGroup(multiplicity = "1")
        private Which which = new Which();

        @Spec private CommandSpec command;

        /// A site's log, or any directory.
        private static final class Which {

            @Option(
                    names = "--config",
                    paramLabel = "FILE",
                    description = "the site whose log is checked; see docs/settings.md")
            private Optional<Path> config = Optional.empty();

            @Parameters(
                    index = "0",
                    paramLabel = "DIR",
                    description = "the log directory below a site's data, or a copy of it")
            private Optional<Path> directory = Optional.empty();
        }

        @Override
        public Integer call() {
            var out = command.commandLine().getOut();
            return which.config
                    .map(file -> new LogCheck(Config.read(file), out::println).run() ? 0 : 1)
                    .orElseGet(() -> check(out));
        }

        private int check(PrintWriter out) {
            try {
                var report = LogAudit.of(which.directory.orElseThrow());
                out.println(
                        "holds: "
                                + report.leaves()
                                + " leaves of "
                                + report.key().name()
                                + " lead to its signed head");
                return 0;
            } catch (IOException e) {
                throw new Failure("does not hold: " + e.getMessage());
            }
        }
    }
}
