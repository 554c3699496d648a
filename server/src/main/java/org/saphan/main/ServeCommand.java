package org.saphan.main;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Runs one site until it is told to end.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Run one site. Ends orderly on SIGTERM: what was accepted is finished first.",
            "The log goes to standard error; one line a request, without targets, persons or keys."
        })
final class ServeCommand implements Callable<Integer> {

    @Mixin private ConfigOption config;

    @Override
    public Integer call() throws InterruptedException {
        var site = config.read();
        try (var process = new Process()) {
            Files.createDirectories(site.data());
            var log = LoggerFactory.getLogger("start");
            site.lines().forEach(line -> log.info("{}", line));
            var database = process.database(site, site.data().resolve("postgres"), "saphan");
            process.keep(Site.open(site, process.vertx(), database));
            config.say("ready: site " + site.site() + " at " + site.address().open());
            process.awaitEnd();
            return 0;
        } catch (IOException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }
}
