package org.saphan.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// One long-running process of ours: started, awaited, ended orderly or killed.
final class Running implements AutoCloseable {

    private static final Duration FAREWELL = Duration.ofSeconds(40);

    private final Process process;
    private final Path output;

    private Running(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /// @param output where everything goes that it says
    static Running start(Path output, Object... words) {
        return start(output, Saphan.command(words));
    }

    static Running start(Path output, ProcessBuilder command) {
        try {
            var process =
                    command.redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                            .start();
            process.getOutputStream().close();
            return new Running(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void await(String what, Duration longest, BooleanSupplier ready) {
        Patience.until(
                what,
                longest,
                () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("ended before " + what + ": " + said());
                    }
                    return ready.getAsBoolean();
                });
    }

    String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// SIGTERM, and then until it is gone.
    void stop() {
        process.destroy();
        awaitEnd();
    }

    /// SIGKILL: nothing in the process can prepare for it.
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(FAREWELL.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end within " + FAREWELL + ": " + said());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
