package org.saphan.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/// What a socket gave back for bytes that no HTTP client would send.
///
/// @param text everything until the other side closed or the whole answer was there
record RawAnswer(String text) {

    private static final Pattern STATUS = Pattern.compile("^HTTP/\\d\\.\\d (\\d{3}) ");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /// Sends and reads at the same time: a server may refuse while we are still writing.
    static RawAnswer of(Socket socket, byte[] request) throws IOException {
        socket.setSoTimeout((int) LONGEST.toMillis());
        var writer = Thread.ofVirtual().start(() -> write(socket, request));
        try {
            return new RawAnswer(read(socket));
        } finally {
            socket.close();
            join(writer);
        }
    }

    private static void write(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // The server has closed its side; what it said is read by the other thread.
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Socket socket) {
        var bytes = new ByteArrayOutputStream();
        try {
            var part = new byte[8192];
            for (int n = socket.getInputStream().read(part);
                    n >= 0;
                    n = socket.getInputStream().read(part)) {
                bytes.write(part, 0, n);
                if (isWhole(bytes)) {
                    break;
                }
            }
        } catch (IOException e) {
            // A reset or a time-out ends the answer as well as an orderly close does.
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isWhole(ByteArrayOutputStream bytes) {
        var latin = bytes.toString(StandardCharsets.ISO_8859_1);
        int head = latin.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        var length = LENGTH.matcher(latin.substring(0, head + 2));
        return length.find() && latin.length() >= head + 4 + Integer.parseInt(length.group(1));
    }

    /// The first header of this name, or nothing.
    String header(String name) {
        var match = Pattern.compile("(?im)^" + Pattern.quote(name) + ": (.*)\r$").matcher(text);
        return match.find() ? match.group(1) : "";
    }

    String body() {
        int head = text.indexOf("\r\n\r\n");
        return head < 0 ? "" : text.substring(head + 4);
    }

    /// The status, or `closed` when there was no answer at all.
    String status() {
        var match = STATUS.matcher(text);
        return match.find() ? match.group(1) : text.isEmpty() ? "closed" : "garbage";
    }
}
