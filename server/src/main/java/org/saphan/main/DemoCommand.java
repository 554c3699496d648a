package org.saphan.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The newcomer's first command.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "A hub (DGA), two agencies' nodes (OIC and the Department of Land Transport) and a sample",
            "service on this machine, joined by the same commands that an operator uses. Prints three",
            "commands to try. Everything about persons is invented. Ends with Ctrl-C; the state stays."
        })
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "where the state lives (default: ./data)")
    private Path data = Path.of("data");

    @Option(
            names = "--port",
            paramLabel = "BASE",
            description = "the first of 13 ports (default: free ones near 8080)")
    private Optional<Integer> base = Optional.empty();

    @Spec private CommandSpec command;

    @Override
    public Integer call() throws InterruptedException {
        var directory = data.toAbsolutePath().normalize();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new Failure("cannot create " + directory);
        }
        // Before anything logs: the terminal is for the page, the file for the operator.
        System.setProperty(
                "org.slf4j.simpleLogger.logFile", directory.resolve("saphan.log").toString());
        try (var process = new Process()) {
            var demo = new Demo(directory, base, process, command.commandLine().getOut());
            demo.start();
            process.awaitEnd();
            return 0;
        } catch (IOException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }
}
