package org.saphan.kernel.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.saphan.kernel.Limits;
import org.saphan.kernel.Metrics;
import org.saphan.kernel.Problem;

/// One server socket. Bytes are read and limits kept on Vert.x's event loop; each request is then
/// answered on a virtual thread of its own.
public final class Listener implements AutoCloseable {

    private static final int LONGEST_TARGET = 16 << 10;
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    /// @param name of the listener in logs and metrics
    /// @param tls  with roots, the other side must prove itself by a certificate of one of them
    public record Settings(String name, String host, int port, Optional<Tls> tls) {}

    private final Settings settings;
    private final Limits limits;
    private final Metrics metrics;
    private final Routes routes;
    private final HttpServer server;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    private Listener(Vertx vertx, Settings settings, Limits limits, Metrics metrics, Routes routes)
            throws IOException {
        this.settings = settings;
        this.limits = limits;
        this.metrics = metrics;
        this.routes = routes;
        this.server =
                vertx.createHttpServer(options())
                        .connectionHandler(this::connected)
                        .invalidRequestHandler(this::invalid)
                        .requestHandler(this::arrived);
        listen();
        metrics.gauge(
                "saphan.connections",
                "open connections",
                "listener",
                settings.name(),
                connections::get);
        metrics.gauge(
                "saphan.requests.open", "requests at work", "listener", settings.name(), open::get);
    }

    public static Listener open(
            Vertx vertx, Settings settings, Limits limits, Metrics metrics, Routes routes)
            throws IOException {
        return new Listener(vertx, settings, limits, metrics, routes);
    }

    private HttpServerOptions options() {
        var options =
                new HttpServerOptions()
                        .setHost(settings.host())
                        .setPort(settings.port())
                        .setHttp2ClearTextEnabled(false)
                        .setUseAlpn(false)
                        .setMaxInitialLineLength(LONGEST_TARGET)
                        // Between sites the headers of a message travel inside headers, in base64.
                        .setMaxHeaderSize(limits.headerBytes() * (isBetweenSites() ? 3 : 1))
                        .setHandle100ContinueAutomatically(true)
                        .setIdleTimeout((int) limits.idle().toSeconds())
                        .setIdleTimeoutUnit(TimeUnit.SECONDS);
        settings.tls()
                .ifPresent(
                        tls ->
                                options.setSsl(true)
                                        .setSslEngineOptions(TlsOptions.engine())
                                        .setEnabledSecureTransportProtocols(
                                                tls.isMutual()
                                                        ? TlsOptions.ONLY
                                                        : TlsOptions.CALLERS)
                                        .setKeyCertOptions(TlsOptions.key(tls))
                                        .setTrustOptions(TlsOptions.trust(tls))
                                        .setClientAuth(
                                                tls.isMutual()
                                                        ? ClientAuth.REQUIRED
                                                        : ClientAuth.REQUEST));
        return options;
    }

    private boolean isBetweenSites() {
        return settings.tls().filter(Tls::isMutual).isPresent();
    }

    private void listen() throws IOException {
        try {
            server.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IOException(
                    "cannot listen on "
                            + settings.host()
                            + ":"
                            + settings.port()
                            + " ("
                            + settings.name()
                            + "): another program may be using the port",
                    e.getCause());
        }
    }

    public int port() {
        return server.actualPort();
    }

    private void connected(HttpConnection connection) {
        if (connections.incrementAndGet() > limits.connections()) {
            connection.close();
        }
        connection.closeHandler(_ -> connections.decrementAndGet());
    }

    /// What the decoder could not read. The connection is of no more use.
    private void invalid(HttpServerRequest request) {
        var cause = request.decoderResult().cause();
        int status =
                cause instanceof TooLongHttpLineException
                        ? 414
                        : cause instanceof TooLongHttpHeaderException ? 431 : 400;
        var problem = new Problem(Problem.Kind.MALFORMED, "this is not HTTP/1.1 as we read it");
        new Arrival(this, request).refuse(problem, Optional.of(status));
    }

    private void arrived(HttpServerRequest request) {
        new Arrival(this, request).read();
    }

    Limits limits() {
        return limits;
    }

    Routes routes() {
        return routes;
    }

    String name() {
        return settings.name();
    }

    Metrics metrics() {
        return metrics;
    }

    /// False when there is too much to do already.
    boolean begin() {
        if (open.incrementAndGet() > limits.openRequests()) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void end() {
        open.decrementAndGet();
    }

    /// Takes no more connections, and lets what was accepted finish.
    @Override
    public void close() {
        server.shutdown(FAREWELL.toSeconds(), TimeUnit.SECONDS)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
