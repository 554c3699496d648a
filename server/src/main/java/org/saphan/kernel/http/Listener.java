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
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final Duration LOOK_SELDOM = Duration.ofSeconds(1);
    private static final Duration LOOK_OFTEN = Duration.ofMillis(50);

    /// RFC 9110 §5.6.7, in its one form that may be sent.
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /// @param name of the listener in logs and metrics
    /// @param tls  with roots, the other side must prove itself by a certificate of one of them
    public record Settings(String name, String host, int port, Optional<Tls> tls) {}

    private record Second(long number, String text) {}

    private final Vertx vertx;
    private final Settings settings;
    private final Limits limits;
    private final Metrics metrics;
    private final Routes routes;
    private final HttpServer server;
    private final Map<HttpConnection, Visit> visits = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final long timer;
    private volatile Second second = new Second(0, "");

    private Listener(Vertx vertx, Settings settings, Limits limits, Metrics metrics, Routes routes)
            throws IOException {
        this.vertx = vertx;
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
        this.timer = vertx.setPeriodic(lookEvery().toMillis(), _ -> look());
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
                        .setMaxHeaderSize(headerBytes())
                        // Not before the head was looked at: a body may be unwelcome.
                        .setHandle100ContinueAutomatically(false)
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
        connections.incrementAndGet();
        connection.closeHandler(_ -> left(connection));
        // Without it Vert.x logs what goes wrong, with words of the other side in it.
        connection.exceptionHandler(_ -> {});
        VersionGuard.guard(connection);
        var visit = new Visit(connection);
        visits.put(connection, visit);
        visit.expectOrClose(limits.idle());
        if (connections.get() > limits.connections()) {
            connection.close();
        }
    }

    private void left(HttpConnection connection) {
        connections.decrementAndGet();
        visits.remove(connection);
    }

    private Duration lookEvery() {
        var shortest = limits.body().compareTo(limits.idle()) < 0 ? limits.body() : limits.idle();
        var often = shortest.dividedBy(4);
        if (often.compareTo(LOOK_SELDOM) > 0) {
            return LOOK_SELDOM;
        }
        return often.compareTo(LOOK_OFTEN) < 0 ? LOOK_OFTEN : often;
    }

    private void look() {
        long now = System.nanoTime();
        visits.values().forEach(visit -> visit.look(now));
    }

    Visit visit(HttpServerRequest request) {
        return Objects.requireNonNull(
                visits.get(request.connection()), "every connection was seen when it came");
    }

    /// The `Date` of an answer, written once a second.
    String date() {
        long now = System.currentTimeMillis() / 1000;
        var last = second;
        if (last.number() != now) {
            last = new Second(now, DATE.format(Instant.ofEpochSecond(now)));
            second = last;
        }
        return last.text();
    }

    /// What the decoder could not read. The connection is of no more use.
    private void invalid(HttpServerRequest request) {
        var problem =
                switch (request.decoderResult().cause()) {
                    case TooLongHttpLineException _ ->
                            new Problem(
                                    Problem.Kind.TARGET_TOO_LONG,
                                    "the request line may have at most "
                                            + LONGEST_TARGET
                                            + " bytes");
                    case TooLongHttpHeaderException _ ->
                            new Problem(
                                    Problem.Kind.HEAD_TOO_LARGE,
                                    "the header fields may have at most "
                                            + headerBytes()
                                            + " bytes together");
                    case VersionGuard.UnknownVersion _ ->
                            new Problem(Problem.Kind.HTTP_VERSION, "use HTTP/1.1");
                    case null, default ->
                            new Problem(
                                    Problem.Kind.MALFORMED, "this is not HTTP/1.1 as we read it");
                };
        new Arrival(this, request).refuseUnread(problem);
    }

    /// Between sites the headers of a message travel inside headers, in base64.
    private int headerBytes() {
        return limits.headerBytes() * (isBetweenSites() ? 3 : 1);
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
        vertx.cancelTimer(timer);
        server.shutdown(FAREWELL.toSeconds(), TimeUnit.SECONDS)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
