import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// One table for people and one file for programs; the last recorded run stands beside the new one.
final class Report {

    /// @param goal absent until somebody promises one
    record Row(
            String metric,
            double ours,
            double yardstick,
            double ratio,
            Optional<Double> goal,
            Optional<Boolean> met) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final String yardstick;
    private final Map<String, Double> before;
    private final List<Row> rows = new ArrayList<>();

    Report(Path file, String yardstick) throws IOException {
        this.file = file;
        this.yardstick = yardstick;
        this.before = recorded(file);
    }

    private static Map<String, Double> recorded(Path file) throws IOException {
        var ratios = new HashMap<String, Double>();
        if (Files.exists(file)) {
            for (var row : JSON.readTree(Files.readString(file))) {
                ratios.put(row.path("metric").asString(), row.path("ratio").asDouble());
            }
        }
        return ratios;
    }

    void add(String metric, double ours, double theirs) {
        rows.add(
                new Row(
                        metric,
                        rounded(ours),
                        rounded(theirs),
                        rounded(ours / theirs),
                        Optional.empty(),
                        Optional.empty()));
    }

    void finish() throws IOException {
        System.out.printf(
                "%-32s %12s %12s %8s %12s%n", "median", "ours", yardstick, "ratio", "last ratio");
        for (var row : rows) {
            var last = Optional.ofNullable(before.get(row.metric()));
            System.out.printf(
                    "%-32s %12s %12s %8.2f %12s%n",
                    row.metric(),
                    number(row.ours()),
                    number(row.yardstick()),
                    row.ratio(),
                    last.map("%.2f"::formatted).orElse("-"));
        }
        Files.writeString(
                file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n");
        System.out.println("written to " + file);
    }

    private static String number(double value) {
        return value >= 1_000 ? "%,.0f".formatted(value) : "%.3f".formatted(value);
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
