import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `./saphan demo` with fresh data, until closed.
final class Demo implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final JsonNode facts;

    private Demo(Process process, JsonNode facts) {
        this.process = process;
        this.facts = facts;
    }

    static Demo start(Path root, Path directory) throws IOException, InterruptedException {
        var data = directory.resolve("data");
        delete(data);
        var log = directory.resolve("demo.log");
        var process =
                new ProcessBuilder(
                                root.resolve("saphan").toString(),
                                "demo",
                                "--data",
                                data.toString(),
                                "--port",
                                Integer.toString(freeBase()))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            return new Demo(process, facts(process, data.resolve("demo.json"), log));
        } catch (IllegalStateException | InterruptedException | IOException e) {
            Processes.end(process);
            throw e;
        }
    }

    private static JsonNode facts(Process process, Path file, Path log)
            throws IOException, InterruptedException {
        var latest = Instant.now().plus(PATIENCE);
        while (!Files.exists(file)) {
            if (!process.isAlive() || Instant.now().isAfter(latest)) {
                throw new IllegalStateException("the demo did not become ready; see " + log);
            }
            Thread.sleep(100);
        }
        return JsonMapper.builder().build().readTree(Files.readString(file));
    }

    /// The demo takes some ports above its base.
    private static int freeBase() {
        return IntStream.iterate(18_080, base -> base < 30_000, base -> base + 100)
                .filter(base -> IntStream.range(base, base + 24).allMatch(Demo::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /// The exchange that the demo shows to people.
    Wrk.Question example() {
        var example = facts.path("example");
        var headers = new ArrayList<String>();
        example.path("headers")
                .properties()
                .forEach(entry -> headers.add(entry.getKey() + ": " + entry.getValue().asString()));
        return new Wrk.Question(example.path("url").asString(), headers);
    }

    /// `127.0.0.1:18090`, where the sample service listens without any of us before it.
    String service() {
        var url = facts.path("sampleService").asString();
        return url.replaceFirst("^http://", "").replaceFirst("/.*$", "");
    }

    /// What the service is asked in the example: the part behind the service's id.
    String serviceTarget() {
        return example().url().replaceFirst("^https?://[^/]+/r1(/[^/]+){5}", "");
    }

    long pid() {
        return process.pid();
    }

    /// With its database's processes.
    List<ProcessHandle> tree() {
        return Processes.tree(process);
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        Processes.end(process);
    }
}
