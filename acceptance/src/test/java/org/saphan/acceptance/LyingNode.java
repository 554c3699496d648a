package org.saphan.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/// Sits at the peers port of a site that was killed, with that site's own keys, and says what it likes.
final class LyingNode implements AutoCloseable {

    /// What it says.
    interface Lie {

        void tell(HttpExchange exchange) throws IOException;
    }

    private final HttpsServer server;
    private final Map<String, Lie> lies = new ConcurrentHashMap<>();

    private LyingNode(HttpsServer server) {
        this.server = server;
    }

    static LyingNode at(Site site) {
        try {
            var address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), site.port("peers"));
            var server = HttpsServer.create(address, 64);
            server.setHttpsConfigurator(mutual(site));
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            var node = new LyingNode(server);
            server.createContext("/", node::answer);
            server.start();
            return node;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("no lying node at " + site, e);
        }
    }

    private static HttpsConfigurator mutual(Site site)
            throws IOException, GeneralSecurityException {
        return new HttpsConfigurator(Doors.context(site.directory().resolve("keys"))) {
            @Override
            public void configure(HttpsParameters parameters) {
                var chosen = getSSLContext().getDefaultSSLParameters();
                chosen.setNeedClientAuth(true);
                parameters.setSSLParameters(chosen);
            }
        };
    }

    /// Under one path; all others are not found.
    void say(String path, Lie lie) {
        lies.put(path, lie);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        lies.getOrDefault(exchange.getRequestURI().getPath(), LyingNode::notFound).tell(exchange);
    }

    private static void notFound(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(404, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
