package org.saphan.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `./saphan demo` on free ports in a directory of its own, and what its `demo.json` says.
final class RunningDemo implements AutoCloseable {

    private static final Duration FIRST_START = Duration.ofSeconds(90);

    private final Path directory = Saphan.freshDirectory("demo");
    private final Path data = directory.resolve("data");
    private final int base = Ports.free(13);
    private Running running;
    private JsonNode facts;
    private @Nullable EchoExchange echo;

    private RunningDemo() {
        this.running = launch();
        this.facts = awaitReady();
    }

    static RunningDemo start() {
        return new RunningDemo();
    }

    private Running launch() {
        return Running.start(output(), "demo", "--data", data, "--port", base);
    }

    private JsonNode awaitReady() {
        var file = data.resolve("demo.json");
        running.await("demo.json", FIRST_START, () -> Files.exists(file));
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How long it took until it was ready again.
    Duration startAgain() {
        long began = System.nanoTime();
        running = launch();
        facts = awaitReady();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    void stop() {
        running.stop();
    }

    /// `kill -9`. What it leaves behind, the next start has to deal with; `demo.json` would lie.
    void kill() {
        running.kill();
        data.resolve("demo.json").toFile().delete();
    }

    Path directory() {
        return directory;
    }

    Path data() {
        return data;
    }

    Path output() {
        return directory.resolve("output.txt");
    }

    JsonNode facts() {
        return facts;
    }

    Call example() {
        return Call.of(facts.path("example"));
    }

    Call exampleRefused() {
        return Call.of(facts.path("exampleRefused"));
    }

    Path trust() {
        return Path.of(facts.path("trust").asString());
    }

    Site site(String name) {
        return new Site(Path.of(facts.path("configs").path(name).asString()));
    }

    Site hub() {
        return site("DGA");
    }

    Site provider() {
        return site("OIC");
    }

    Site consumer() {
        return site("DLT");
    }

    List<Site> sites() {
        return List.of(hub(), provider(), consumer());
    }

    String auditorKey(String site) {
        return facts.path("auditorKeys").path(site).asString();
    }

    /// The caller's own receipts, at its own node.
    ReceiptDoor receipts() {
        return new ReceiptDoor(consumer().url("open"), example().header("Saphan-Key"));
    }

    /// A second service with an agreement of its own, which shows what arrives at it.
    synchronized EchoExchange echo() {
        var known = Optional.ofNullable(echo);
        var found = known.orElseGet(() -> EchoExchange.join(this));
        echo = found;
        return found;
    }

    /// The database that it started, as the operating system knows it.
    Optional<ProcessHandle> postgres() {
        var file = data.resolve("postgres/data/postmaster.pid");
        try {
            return Files.exists(file)
                    ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Optional.ofNullable(echo).ifPresent(EchoExchange::close);
        running.close();
        postgres().ifPresent(ProcessHandle::destroyForcibly);
        Saphan.remove(directory);
    }
}
