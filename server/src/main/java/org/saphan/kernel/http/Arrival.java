package org.saphan.kernel.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request on its way through a listener: read whole, routed, answered, logged in one line.
final class Arrival {

    private static final Logger ACCESS = LoggerFactory.getLogger("access");
    private static final Logger BUGS = LoggerFactory.getLogger("bug");

    private final Listener listener;
    private final HttpServerRequest request;
    private final Context loop = Vertx.currentContext();
    private final UUID id = newId();
    private final long began = System.nanoTime();
    private final Buffer body = Buffer.buffer();
    private Optional<Request> whole = Optional.empty();
    private String route = "-";
    private boolean refused;

    Arrival(Listener listener, HttpServerRequest request) {
        this.listener = listener;
        this.request = request;
    }

    /// Only names a request in logs and headers, so it need not be unguessable.
    private static UUID newId() {
        var random = ThreadLocalRandom.current();
        return new UUID(
                (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L,
                (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }

    void read() {
        if (!isPlainTarget()) {
            refuse(
                    new Problem(
                            Problem.Kind.MALFORMED,
                            "the target must be a path of visible ASCII characters, with a Host"
                                    + " header beside it"),
                    Optional.empty());
            return;
        }
        request.exceptionHandler(_ -> refused = true);
        request.handler(this::received);
        request.endHandler(_ -> complete());
    }

    private boolean isPlainTarget() {
        var target = request.uri();
        return target.startsWith("/")
                && target.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '#')
                && request.headers().getAll("host").size() == 1;
    }

    private void received(Buffer part) {
        if (refused) {
            return;
        }
        if (body.length() + part.length() > listener.limits().bodyBytes()) {
            refuse(
                    new Problem(
                            Problem.Kind.TOO_LARGE,
                            "a body may have at most " + listener.limits().bodyBytes() + " bytes"),
                    Optional.empty());
            return;
        }
        body.appendBuffer(part);
    }

    private void complete() {
        if (refused) {
            return;
        }
        if (!listener.begin()) {
            refuse(
                    new Problem(
                            Problem.Kind.BUSY,
                            "too many requests are at work here",
                            Optional.of(Duration.ofSeconds(1))),
                    Optional.empty());
            return;
        }
        Thread.ofVirtual().name("request").start(this::answer);
    }

    /// On a virtual thread: everything below may block.
    private void answer() {
        Reply reply = Reply.empty(500);
        try {
            reply = handled();
        } finally {
            listener.end();
            send(reply, false);
        }
    }

    private Reply handled() {
        Routes.ProblemShape shape = Reply::problem;
        try {
            var arrived = request();
            whole = Optional.of(arrived);
            shape = listener.routes().shapeFor(arrived.rawPath());
            var match = listener.routes().find(arrived.method(), arrived.rawPath());
            route = match.route().path();
            return match.route().handler().answer(arrived.withPath(match.parameters()));
        } catch (Problem e) {
            return shape.reply(e, id);
        } catch (RuntimeException e) {
            // A bug must cost this request alone. Its message may carry what somebody sent, so only
            // its kind and its frames are logged.
            BUGS.error("request {} failed: {}", id, frames(e));
            return shape.reply(
                    new Problem(
                            Problem.Kind.INTERNAL,
                            "something is wrong here; the operator finds this id in the log"),
                    id);
        }
    }

    private static String frames(Throwable bug) {
        var text = new StringBuilder();
        for (Throwable cause = bug; cause != null; cause = cause.getCause()) {
            text.append(cause.getClass().getName());
            for (var frame : cause.getStackTrace()) {
                text.append("\n    at ").append(frame);
            }
            text.append('\n');
        }
        return text.toString();
    }

    private Request request() {
        var headers = new ArrayList<Header>();
        for (Map.Entry<String, String> header : request.headers()) {
            headers.add(header(header.getKey(), header.getValue()));
        }
        return new Request(
                id,
                request.method().name(),
                request.uri(),
                headers,
                Bytes.owning(body.getBytes()),
                certificates());
    }

    private static Header header(String name, String value) {
        try {
            return new Header(name, value);
        } catch (IllegalArgumentException e) {
            throw new Problem(Problem.Kind.MALFORMED, "a header field is not well-formed");
        }
    }

    private List<X509Certificate> certificates() {
        if (!request.isSSL()) {
            return List.of();
        }
        try {
            var chain = new ArrayList<X509Certificate>();
            for (var certificate : request.connection().peerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
            return chain;
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    /// Before a handler was reached. The rest of the request is not read, so the connection ends.
    void refuse(Problem problem, Optional<Integer> status) {
        refused = true;
        var path = request.uri() == null ? "" : request.uri();
        var reply = listener.routes().shapeFor(path).reply(problem, id);
        send(status.map(reply::status).orElse(reply), true);
    }

    private void send(Reply reply, boolean close) {
        loop.runOnContext(_ -> write(reply, close));
    }

    private void write(Reply reply, boolean close) {
        var response = request.response();
        int sent = reply.body().size();
        if (!response.closed() && !response.ended()) {
            sent = write(response, reply, close);
        }
        log(reply.status(), sent);
    }

    private int write(HttpServerResponse response, Reply reply, boolean close) {
        response.setStatusCode(reply.status());
        response.putHeader("X-Content-Type-Options", "nosniff");
        reply.headers().forEach(header -> response.headers().add(header.name(), header.value()));
        boolean bodyless =
                "HEAD".equals(request.method().name())
                        || reply.status() == 204
                        || reply.status() == 304;
        if (close) {
            response.putHeader("Connection", "close");
        }
        if (!bodyless) {
            response.putHeader("Content-Length", Integer.toString(reply.body().size()));
        }
        var written =
                bodyless ? response.end() : response.end(Buffer.buffer(reply.body().unsafe()));
        if (close) {
            written.onComplete(_ -> request.connection().close());
        }
        return bodyless ? 0 : reply.body().size();
    }

    /// The one line. The route's pattern stands for the target, which may be personal.
    private void log(int status, int sent) {
        var took = Duration.ofNanos(System.nanoTime() - began);
        listener.metrics().request(listener.name(), route, status, took);
        if (ACCESS.isInfoEnabled()) {
            var line = new LinkedHashMap<String, Object>();
            line.put("listener", listener.name());
            line.put("request", id.toString());
            line.put("method", route.equals("-") ? "-" : request.method().name());
            line.put("route", route);
            line.put("status", status);
            line.put("ms", took.toNanos() / 1000 / 1000.0);
            line.put("in", body.length());
            line.put("out", sent);
            whole.ifPresent(arrived -> line.putAll(arrived.facts()));
            ACCESS.info("{}", Json.write(line).text());
        }
    }
}
