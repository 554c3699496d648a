package org.saphan.kernel.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
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
import org.saphan.kernel.Bugs;
import org.saphan.kernel.Json;
import org.saphan.kernel.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request on its way through a listener: read whole, routed, answered, logged in one line. But for
/// [#answer], everything happens on its connection's event loop.
final class Arrival {

    private static final Logger ACCESS = LoggerFactory.getLogger("access");

    /// How long the rest of a refused request is read and thrown away. If we closed at once, what the
    /// other side still sends would make its system throw our answer away.
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Listener listener;
    private final HttpServerRequest request;
    private final Visit visit;
    private final Context loop = Vertx.currentContext();
    private final UUID id = newId();
    private final long began = System.nanoTime();
    private final Buffer body = Buffer.buffer();
    private Optional<Request> whole = Optional.empty();
    private String route = "-";
    private boolean counted;
    private boolean ended;
    private boolean refused;
    private boolean refusalSent;

    Arrival(Listener listener, HttpServerRequest request) {
        this.listener = listener;
        this.request = request;
        this.visit = listener.visit(request);
    }

    /// Only names a request in logs and headers, so it need not be unguessable.
    private static UUID newId() {
        var random = ThreadLocalRandom.current();
        return new UUID(
                (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L,
                (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }

    void read() {
        visit.expectNothing();
        request.exceptionHandler(_ -> broken());
        request.handler(this::received);
        request.endHandler(_ -> complete());
        var problem = unwelcome();
        if (problem.isPresent()) {
            refuse(problem.get());
            return;
        }
        counted = true;
        if (hasBody()) {
            visit.expect(listener.limits().body(), this::tooSlow);
            if (request.headers().contains("expect", "100-continue", true)) {
                request.response().writeContinue();
            }
        }
    }

    /// What the head alone tells against this request. Without a problem it counts as open from here.
    private Optional<Problem> unwelcome() {
        if (!isPlainTarget()) {
            return Optional.of(
                    new Problem(
                            Problem.Kind.MALFORMED,
                            "the target must be a path of visible ASCII characters"));
        }
        if (request.headers().getAll("host").size() != 1) {
            return Optional.of(
                    new Problem(
                            Problem.Kind.MALFORMED, "there must be exactly one header field Host"));
        }
        if (declaredLength() > listener.limits().bodyBytes()) {
            return Optional.of(tooLarge());
        }
        if (!listener.begin()) {
            return Optional.of(
                    new Problem(
                            Problem.Kind.BUSY,
                            "too many requests are at work here",
                            Optional.of(Duration.ofSeconds(1))));
        }
        return Optional.empty();
    }

    private boolean isPlainTarget() {
        var target = request.uri();
        if (!target.startsWith("/")) {
            return false;
        }
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= 0x20 || c >= 0x7f || c == '#') {
                return false;
            }
        }
        return true;
    }

    /// Zero when nothing is declared. What is no number was refused by the decoder already.
    private long declaredLength() {
        var declared = request.headers().get("content-length");
        try {
            return declared == null ? 0 : Long.parseLong(declared.strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private boolean hasBody() {
        return declaredLength() > 0 || request.headers().contains("transfer-encoding");
    }

    private Problem tooLarge() {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "a body may have at most " + listener.limits().bodyBytes() + " bytes");
    }

    private void tooSlow() {
        if (!ended && !refused) {
            refuse(
                    new Problem(
                            Problem.Kind.TOO_SLOW,
                            "a body must arrive within "
                                    + listener.limits().body().toSeconds()
                                    + " seconds"));
        }
    }

    /// The connection ended, or what came was no HTTP any more. Once the request was whole, its answer
    /// comes to nothing by itself.
    private void broken() {
        if (!ended) {
            refused = true;
            release();
        }
    }

    private void received(Buffer part) {
        if (refused) {
            return;
        }
        if (body.length() + part.length() > listener.limits().bodyBytes()) {
            refuse(tooLarge());
            return;
        }
        body.appendBuffer(part);
    }

    private void complete() {
        ended = true;
        if (!refused) {
            visit.expectNothing();
            Thread.ofVirtual().name("request").start(this::answer);
        } else if (refusalSent) {
            request.connection().close();
        }
    }

    private void release() {
        if (counted) {
            counted = false;
            listener.end();
        }
    }

    /// On a virtual thread: everything below may block.
    private void answer() {
        Reply reply = Reply.empty(500);
        try {
            reply = handled();
        } finally {
            var last = reply;
            loop.runOnContext(_ -> write(last));
        }
    }

    private Reply handled() {
        try {
            var arrived = request();
            whole = Optional.of(arrived);
            var match = listener.routes().find(arrived.method(), arrived.rawPath());
            route = match.route().path();
            return match.route().handler().answer(arrived.withPath(match.parameters()));
        } catch (Problem e) {
            return shape().reply(e, id);
        } catch (RuntimeException | Error e) {
            // A bug must cost this request alone, also one that Java calls an error: a stack that
            // overflowed, an assertion that does not hold.
            Bugs.log("request " + id + " failed", e);
            return shape().reply(
                            new Problem(
                                    Problem.Kind.INTERNAL,
                                    "something is wrong here; the operator finds this id in the log"),
                            id);
        }
    }

    /// How problems are told to who asked for this address, also when it could not be read.
    private Routes.ProblemShape shape() {
        var target = request.uri() == null ? "" : request.uri();
        int question = target.indexOf('?');
        return listener.routes().shapeFor(question < 0 ? target : target.substring(0, question));
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

    /// Before a handler was reached. The connection ends, because the rest of the request is not wanted.
    private void refuse(Problem problem) {
        refused = true;
        release();
        var reply = shape().reply(problem, id);
        loop.runOnContext(_ -> writeLast(reply));
    }

    /// What was not even read as HTTP: the status is HTTP's own, also where a door words its problems
    /// with other ones.
    void refuseUnread(Problem problem) {
        refused = true;
        visit.expectNothing();
        // Where something was too long, more of it may be on its way.
        ended = problem.kind() == Problem.Kind.MALFORMED && !hasBody();
        var reply = shape().reply(problem, id).status(problem.kind().status());
        loop.runOnContext(_ -> writeLast(reply));
    }

    private void writeLast(Reply reply) {
        var response = request.response();
        if (response.closed() || response.ended()) {
            log(reply.status(), 0);
            return;
        }
        response.putHeader("Connection", "close");
        var sending = visit.expectOrClose(listener.limits().body());
        written(response, reply).onComplete(_ -> refusalWritten(sending));
        log(reply.status(), reply.body().size());
    }

    private void refusalWritten(Visit.Wait sending) {
        refusalSent = true;
        if (ended) {
            request.connection().close();
        } else if (visit.isStill(sending)) {
            visit.expectOrClose(LINGER);
        }
    }

    private void write(Reply reply) {
        var response = request.response();
        if (response.closed() || response.ended()) {
            release();
            log(reply.status(), 0);
            return;
        }
        var sending = visit.expectOrClose(listener.limits().body());
        written(response, reply)
                .onComplete(
                        _ -> {
                            release();
                            // Another request may have arrived on this connection by now.
                            if (visit.isStill(sending)) {
                                visit.expectOrClose(listener.limits().idle());
                            }
                        });
        log(reply.status(), isBodyless(reply) ? 0 : reply.body().size());
    }

    private boolean isBodyless(Reply reply) {
        return "HEAD".equals(request.method().name())
                || reply.status() == 204
                || reply.status() == 304;
    }

    private Future<Void> written(HttpServerResponse response, Reply reply) {
        response.setStatusCode(reply.status());
        response.putHeader("X-Content-Type-Options", "nosniff");
        boolean dated = false;
        for (var header : reply.headers()) {
            dated |= header.is("Date");
            response.headers().add(header.name(), header.value());
        }
        if (!dated) {
            response.putHeader("Date", listener.date());
        }
        if (isBodyless(reply)) {
            return response.end();
        }
        response.putHeader("Content-Length", Integer.toString(reply.body().size()));
        return response.end(Buffer.buffer(reply.body().unsafe()));
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
