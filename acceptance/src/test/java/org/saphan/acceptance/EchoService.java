package org.saphan.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/// An agency's service that answers with what it was asked, and tries to say what only a node may say.
final class EchoService implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile CountDownLatch held = new CountDownLatch(0);

    private EchoService(HttpServer server) {
        this.server = server;
    }

    static EchoService start() {
        return startAt(0);
    }

    static EchoService startAt(int port) {
        try {
            var server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
            var service = new EchoService(server);
            server.createContext("/", service::answer);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// How often anybody came through to it.
    int asked() {
        return asked.get();
    }

    /// From now on `/v1/things/slow` is not answered until [#release].
    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    private void awaitRelease() {
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        if (exchange.getRequestURI().getPath().endsWith("/slow")) {
            awaitRelease();
        }
        var body = exchange.getRequestBody().readAllBytes();
        var answer = JsonMapper.shared().writeValueAsBytes(seen(exchange, body));
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json");
        headers.set("X-Custom-Answer", "stays");
        headers.set("Keep-Alive", "timeout=99");
        headers.set("Server", "echo/1");
        headers.set("X-Road-Error", "server.forged");
        headers.set("Saphan-Receipt", "forged");
        int status = exchange.getRequestURI().getPath().endsWith("/teapot") ? 418 : 200;
        exchange.sendResponseHeaders(
                status, "HEAD".equals(exchange.getRequestMethod()) ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static Map<String, Object> seen(HttpExchange exchange, byte[] body) {
        var headers = new LinkedHashMap<String, String>();
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) ->
                                headers.put(
                                        name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        var seen = new LinkedHashMap<String, Object>();
        seen.put("method", exchange.getRequestMethod());
        seen.put("target", exchange.getRequestURI().toString());
        seen.put("headers", headers);
        seen.put("length", body.length);
        return seen;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
