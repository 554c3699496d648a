package org.saphan.kernel.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A client that sends what no HTTP client would.
final class RawSocket implements AutoCloseable {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private final Socket socket;

    private RawSocket(Socket socket) {
        this.socket = socket;
    }

    static RawSocket to(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) LONGEST.toMillis());
        socket.setTcpNoDelay(true);
        return new RawSocket(socket);
    }

    /// A server that refuses may stop reading, so a failure to send is none of the test.
    RawSocket send(String latin) {
        try {
            socket.getOutputStream().write(latin.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // What it said is read all the same.
        }
        return this;
    }

    RawSocket endOfSending() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /// Everything until the other side closes.
    String readAll() throws IOException {
        var text = new ByteArrayOutputStream();
        try {
            var part = new byte[8192];
            for (int n = socket.getInputStream().read(part);
                    n >= 0;
                    n = socket.getInputStream().read(part)) {
                text.write(part, 0, n);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // A reset ends an answer as well.
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /// Reads until this stands in what came.
    String readUntil(String part) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(part) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("closed after: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    static List<Integer> statuses(String answers) {
        var statuses = new ArrayList<Integer>();
        STATUS.matcher(answers).results().forEach(r -> statuses.add(Integer.valueOf(r.group(1))));
        return statuses;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
