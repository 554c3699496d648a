package org.saphan.main;

import java.util.ArrayList;
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
            config.say(Json.pretty(status));
        } else {
            print("", status);
        }
        return status.path("well").asBoolean() ? 0 : 1;
    }

    private void print(String prefix, JsonNode node) {
        for (var entry : node.properties()) {
            var value = entry.getValue();
            if (value.isArray()) {
                var words = new ArrayList<String>();
                value.forEach(item -> words.add(item.asString()));
                config.say("%-28s %s".formatted(prefix + entry.getKey(), String.join(", ", words)));
            } else if (value.isObject()) {
                print(prefix + entry.getKey() + ".", value);
            } else {
                config.say("%-28s %s".formatted(prefix + entry.getKey(), value.asString()));
            }
        }
    }
}
