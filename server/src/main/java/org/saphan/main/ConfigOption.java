package org.saphan.main;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// `--config FILE`: which site a command is for.
final class ConfigOption {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "the site's configuration; see docs/settings.md")
    private Path file;

    Config read() {
        return Config.read(file);
    }

    Operator operator() {
        return Operator.of(read());
    }
}
