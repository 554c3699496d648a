import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The load generator. It looks at every answer, on both sides alike, so that a fast refusal never
/// counts as a fast answer.
final class Wrk {

    record Question(String url, List<String> headers) {

        Question {
            headers = List.copyOf(headers);
        }
    }

    /// @param wrong  answers that were not 200, or came without the receipt that was due
    /// @param failed connections that broke or were too slow
    record Counts(
            long requests, double seconds, double p50, double p99, long wrong, long failed) {

        double perSecond() {
            return requests / seconds;
        }
    }

    private static final String SCRIPT =
            """
            local threads = {}
            function setup(thread)
              table.insert(threads, thread)
            end
            function init(args)
              wrong = 0
              receipts = args[1] == "receipts"
            end
            function response(status, headers, body)
              if status ~= 200 or (receipts and not headers["Saphan-Receipt"]
                  and not headers["saphan-receipt"]) then
                wrong = wrong + 1
              end
            end
            function done(summary, latency, requests)
              local bad = 0
              for _, thread in ipairs(threads) do
                bad = bad + thread:get("wrong")
              end
              local e = summary.errors
              io.write(string.format("RESULT %d %d %d %d %d %d\\n", summary.requests,
                  summary.duration, latency:percentile(50), latency:percentile(99), bad,
                  e.connect + e.read + e.write + e.timeout))
            end
            """;

    private Wrk() {}

    static Counts run(
            Path directory, Question question, boolean receipts, int connections, Duration length)
            throws IOException, InterruptedException {
        var script = Files.writeString(directory.resolve("wrk.lua"), SCRIPT);
        var command = new ArrayList<>(List.of("wrk", "-t2", "-c" + connections));
        command.add("-d" + length.toSeconds() + "s");
        command.addAll(List.of("--timeout", "10s", "-s", script.toString()));
        for (var header : question.headers()) {
            command.addAll(List.of("-H", header));
        }
        command.add(question.url());
        command.addAll(List.of("--", receipts ? "receipts" : "plain"));
        return counts(Processes.run(directory, command));
    }

    private static Counts counts(String said) {
        var result =
                said.lines()
                        .filter(line -> line.startsWith("RESULT "))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("wrk said: " + said))
                        .toLowerCase(Locale.ROOT)
                        .split(" ");
        return new Counts(
                Long.parseLong(result[1]),
                Long.parseLong(result[2]) / 1e6,
                Long.parseLong(result[3]) / 1e3,
                Long.parseLong(result[4]) / 1e3,
                Long.parseLong(result[5]),
                Long.parseLong(result[6]));
    }
}
