package org.saphan.main;

import java.util.concurrent.Callable;
import org.saphan.kernel.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// How a running site is.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "How a site is: its log, its trust list, what waits, what is missing.")
final class StatusCommand implements Callable<Integer> {

    @Mixin private ConfigOption config;

    @Option(names = "--json", description = "for scripts")
    private boolean json;

    @Override
    public Integer call() {
        var status = config.operator().get("/api/v1/status");
        if (json) {
            System.out.println(Json.pretty(status));
        } else {
            print("", status);
        }
        return status.path("well").asBoolean() ? 0 : 1;
    }

    private static void print(String prefix, JsonNode node) {
        for (var entry : node.properties()) {
            var value = entry.getValue();
            if (value.isObject()) {
                print(prefix + entry.getKey() + ".", value);
            } else {
                System.out.printf("%-28s %s%n", prefix + entry.getKey(), value.asString());
            }
        }
    }
}
