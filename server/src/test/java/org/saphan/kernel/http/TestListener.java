package org.saphan.kernel.http;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Eventually;
import org.saphan.kernel.Limits;
import org.saphan.kernel.Metrics;

/// A listener with a few doors, one of which words its problems in a way of its own.
final class TestListener implements AutoCloseable {

    final AtomicInteger handled = new AtomicInteger();
    final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch hold = new CountDownLatch(1);
    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private final Listener listener;

    TestListener(Limits limits, Optional<Tls> tls) throws IOException {
        listener =
                Listener.open(
                        vertx,
                        new Listener.Settings("test", "127.0.0.1", 0, tls),
                        limits,
                        metrics,
                        routes());
    }

    private Routes routes() {
        return Routes.all(
                List.of(
                        Routes.of(
                                Routes.get("/hello", request -> seen(request, "hello")),
                                Routes.get("/hold", this::held),
                                Routes.get("/echo/{word}", r -> seen(r, r.path("word"))),
                                Routes.get("/dated", r -> seen(r, "x").header("Date", "then")),
                                Routes.get("/overflow", TestListener::overflow),
                                Routes.get("/assertion", TestListener::assertion),
                                Routes.get("/bug", TestListener::bug),
                                Routes.post("/size", r -> seen(r, r.body().size() + " bytes"))),
                        Routes.of(
                                        Routes.any("/door/", r -> seen(r, "door")),
                                        Routes.post("/exact", r -> seen(r, "exact")),
                                        Routes.get("/sick/{name}", TestListener::assertion))
                                .withProblems(
                                        (problem, _) ->
                                                Reply.text("door: " + problem.kind())
                                                        .status(problem.kind().status()))));
    }

    private Reply seen(Request request, String answer) {
        handled.incrementAndGet();
        requests.add(request);
        return Reply.bytes("text/plain", Bytes.of(answer.getBytes(StandardCharsets.UTF_8)));
    }

    private Reply held(Request request) {
        try {
            if (!hold.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("held for too long");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return seen(request, "held");
    }

    static final String SECRET = "1101700230708";

    private static Reply overflow(Request request) {
        return deeper(request, 0);
    }

    private static Reply deeper(Request request, int depth) {
        return depth < 0 ? Reply.empty(200) : deeper(request, depth + 1);
    }

    private static Reply assertion(Request request) {
        throw new AssertionError(SECRET + request.method());
    }

    private static Reply bug(Request request) {
        throw new IllegalStateException(
                SECRET, new IllegalArgumentException(request.method() + SECRET));
    }

    int port() {
        return listener.port();
    }

    double gauge(String name) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
                .sum();
    }

    void requireNothingLeft() {
        Eventually.holds(
                "no connection and no request is left",
                () -> gauge("saphan_connections") == 0 && gauge("saphan_requests_open") == 0);
    }

    @Override
    public void close() {
        listener.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
