package org.saphan.main;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.saphan.kernel.Bugs;
import org.saphan.kernel.sql.Database;
import org.saphan.kernel.sql.Postgres;

/// What the sites of one process share: event loops, an embedded PostgreSQL, and an orderly end.
final class Process implements AutoCloseable {

    private final Vertx vertx;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private Optional<Postgres> postgres = Optional.empty();

    Process() {
        this.vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(
                                        Math.max(2, Runtime.getRuntime().availableProcessors()))
                                // Nothing is served from files, so nothing is copied to a cache.
                                .setFileSystemOptions(
                                        new FileSystemOptions()
                                                .setFileCachingEnabled(false)
                                                .setClassPathResolvingEnabled(false)));
        // Without it Vert.x logs what nobody caught, with messages that may carry what somebody
        // sent.
        vertx.exceptionHandler(bug -> Bugs.log("on an event loop", bug));
        opened.push(() -> vertx.close().toCompletionStage().toCompletableFuture().join());
    }

    Vertx vertx() {
        return vertx;
    }

    /// The database of one site: from outside when the configuration says so, embedded otherwise.
    Database.Address database(Config config, Path embedded, String name) throws IOException {
        if (config.database().isPresent()) {
            var outside = config.database().get();
            return new Database.Address(
                    outside.url(),
                    outside.user(),
                    Files.readString(outside.passwordFile()).strip());
        }
        if (postgres.isEmpty()) {
            postgres = Optional.of(keep(Postgres.start(embedded, new SecureRandom())));
        }
        return postgres.get().address(name);
    }

    <T extends AutoCloseable> T keep(T part) {
        synchronized (opened) {
            opened.push(part);
        }
        return part;
    }

    /// Returns after SIGTERM or SIGINT, when everything is closed.
    void awaitEnd() throws InterruptedException {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("end").unstarted(this::close));
        ended.await();
    }

    @Override
    public void close() {
        synchronized (opened) {
            while (!opened.isEmpty()) {
                try {
                    opened.pop().close();
                } catch (Exception e) { // each part has its own; the rest must still be closed
                    System.getLogger("end").log(System.Logger.Level.WARNING, "closing", e);
                }
            }
        }
        ended.countDown();
    }
}
