package org.saphan.main;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.saphan.evidence.log.LogAudit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
                "Check every leaf and every tile against the signed head. Works on a copy, and beside",
                "a running site. Names the damaged file when there is one."
            })
    static final class Verify implements Callable<Integer> {

        @Parameters(paramLabel = "DIR", description = "the log directory below a site's data")
        private Path directory;

        @Spec private CommandSpec command;

        @Override
        public Integer call() {
            try {
                var report = LogAudit.of(directory);
                command.commandLine()
                        .getOut()
                        .println(
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
