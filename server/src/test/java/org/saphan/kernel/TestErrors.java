package org.saphan.kernel;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Standard error, where all logs go, while a test looks at it.
public final class TestErrors implements AutoCloseable {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private TestErrors() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    public static TestErrors listen() {
        return new TestErrors();
    }

    public String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
