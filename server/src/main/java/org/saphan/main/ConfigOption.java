package org.saphan.main;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `--config FILE`: which site a command is for; and where the command says what it found.
final class ConfigOption {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "the site's configuration; see docs/settings.md")
    private Path file;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    Config read() {
        return Config.read(file);
    }

    Path file() {
        return file;
    }

    Operator operator() {
        return Operator.of(read());
    }

    void say(String line) {
        command.commandLine().getOut().println(line);
    }
}
