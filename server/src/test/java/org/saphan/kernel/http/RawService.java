package org.saphan.kernel.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A service that answers what no HTTP server would.
final class RawService implements AutoCloseable {

    /// What is done on one connection, which is closed afterwards.
    @FunctionalInterface
    interface Script {

        void run(Connection connection) throws IOException;
    }

    /// One connection, seen from the service.
    record Connection(Socket socket, List<String> heads) {

        /// Reads a request's head. False when there is none any more.
        boolean read() throws IOException {
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return false;
                }
                head.append((char) next);
            }
            heads.add(head.toString());
            return true;
        }

        void write(String latin) throws IOException {
            socket.getOutputStream().write(latin.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /// Ends it as a machine does that has lost its memory.
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    final AtomicInteger connections = new AtomicInteger();
    final List<String> heads = Collections.synchronizedList(new ArrayList<>());
    private final ServerSocket server;
    private final Script script;

    RawService(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    static RawService answering(String answer) throws IOException {
        return new RawService(
                connection -> {
                    connection.read();
                    connection.write(answer);
                });
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.run(new Connection(socket, heads));
        } catch (IOException e) {
            // The caller has gone.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
