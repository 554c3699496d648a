import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// `./dev bench exchange [--pairs N] [--seconds S] [--connections C] [--profile]`
///
/// One exchange through the demo's two nodes, with both decisions, seals and durable logs, beside
/// nginx carrying the same question over the same two hops with mutual TLS and none of that. Runs
/// alternate, because a shared machine has good and bad minutes; what counts is the ratio of medians.
///
/// Every process here is ended by the handle it was started with.
final class Exchange {

    /// A compiler needs some thousand calls before it has seen enough.
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private record Options(int pairs, Duration length, int connections, boolean profile) {

        static Options of(List<String> arguments) {
            return new Options(
                    number(arguments, "--pairs", 5),
                    Duration.ofSeconds(number(arguments, "--seconds", 6)),
                    number(arguments, "--connections", 50),
                    arguments.contains("--profile"));
        }

        private static int number(List<String> arguments, String name, int otherwise) {
            int at = arguments.indexOf(name);
            return at < 0 ? otherwise : Integer.parseInt(arguments.get(at + 1));
        }
    }

    /// What one run showed.
    ///
    /// @param cpu    seconds of processor time of everything but the load generator
    /// @param memory proportional resident bytes at the end of the run
    private record Run(Wrk.Counts counts, double cpu, double memory) {

        double cpuPerThousand() {
            return cpu / counts.requests() * 1_000;
        }
    }

    private final Options options;
    private final Path directory;
    private final Demo demo;
    private final Nginx nginx;
    private final List<Run> ours = new ArrayList<>();
    private final List<Run> theirs = new ArrayList<>();

    private Exchange(Options options, Path directory, Demo demo, Nginx nginx) {
        this.options = options;
        this.directory = directory;
        this.demo = demo;
        this.nginx = nginx;
    }

    static void main(String[] arguments) throws Exception {
        var root = Path.of(arguments[0]);
        var options = Options.of(Arrays.asList(arguments).subList(1, arguments.length));
        var directory = Files.createDirectories(root.resolve("target/bench"));
        Packages.install("nginx", "wrk", "openssl");
        try (var demo = Demo.start(root, directory);
                var nginx = Nginx.start(directory.resolve("nginx"), demo.service())) {
            new Exchange(options, directory, demo, nginx).measure();
        }
    }

    private void measure() throws Exception {
        say("warming up for " + WARM_UP.toSeconds() + " s");
        load(demo.example(), true, WARM_UP);
        load(nginx.question(demo.serviceTarget()), false, Duration.ofSeconds(3));
        for (int pair = 1; pair <= options.pairs(); pair++) {
            ours.add(runOurs());
            theirs.add(runNginx());
            say(
                    "pair %d of %d: ours %.0f/s, nginx %.0f/s"
                            .formatted(
                                    pair,
                                    options.pairs(),
                                    ours.getLast().counts().perSecond(),
                                    theirs.getLast().counts().perSecond()));
        }
        report();
        if (options.profile()) {
            Profile.record(
                    demo.pid(),
                    directory,
                    () -> load(demo.example(), true, options.length().multipliedBy(2)));
        }
    }

    /// The service runs inside our process, and answers nginx too: both sides count it.
    private Run runOurs() throws Exception {
        double before = Usage.cpuSeconds(demo.tree());
        var counts = load(demo.example(), true, options.length());
        double cpu = Usage.cpuSeconds(demo.tree()) - before;
        return new Run(counts, cpu, Usage.residentBytes(demo.tree()));
    }

    private Run runNginx() throws Exception {
        double before = Usage.cpuSeconds(demo.tree()) + Usage.cpuSeconds(nginx.tree());
        var counts = load(nginx.question(demo.serviceTarget()), false, options.length());
        double after = Usage.cpuSeconds(demo.tree()) + Usage.cpuSeconds(nginx.tree());
        return new Run(counts, after - before, Usage.residentBytes(nginx.tree()));
    }

    private Wrk.Counts load(Wrk.Question question, boolean receipts, Duration length)
            throws IOException, InterruptedException {
        var counts = Wrk.run(directory, question, receipts, options.connections(), length);
        if (counts.requests() == 0 || counts.wrong() > 0 || counts.failed() > 0) {
            throw new IllegalStateException(
                    "of %d answers of %s, %d were not 200%s, and %d connections failed: no figure"
                            .formatted(
                                    counts.requests(),
                                    receipts ? "ours" : "nginx",
                                    counts.wrong(),
                                    receipts ? " with a Saphan-Receipt" : "",
                                    counts.failed()));
        }
        return counts;
    }

    private void report() throws IOException {
        var report = new Report(directory.resolve("exchange.json"), "nginx");
        add(report, "requests/s", run -> run.counts().perSecond());
        add(report, "p50 ms", run -> run.counts().p50());
        add(report, "p99 ms", run -> run.counts().p99());
        add(report, "CPU-seconds per 1,000 requests", Run::cpuPerThousand);
        add(report, "resident memory MB", run -> run.memory() / 1e6);
        report.finish();
    }

    private void add(Report report, String metric, ToDoubleFunction<Run> of) {
        report.add(metric, median(ours, of), median(theirs, of));
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> of) {
        var sorted = runs.stream().mapToDouble(of).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static void say(String text) {
        System.err.println("bench: " + text);
    }
}
