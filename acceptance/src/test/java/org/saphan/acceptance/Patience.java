package org.saphan.acceptance;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what becomes true by itself, and says what it waited for when it does not.
final class Patience {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Patience() {}

    static void until(String what, Duration longest, BooleanSupplier holds) {
        var _ =
                forValue(
                        what,
                        longest,
                        () -> holds.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /// @param otherwise what to tell when it does not become true
    static void until(
            String what, Duration longest, BooleanSupplier holds, Supplier<Object> otherwise) {
        try {
            until(what, longest, holds);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; instead " + otherwise.get(), e);
        }
    }

    /// The first value that there is.
    static <T> T forValue(String what, Duration longest, Supplier<Optional<T>> source) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            var value = source.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + longest + ": " + what);
            }
            pause(PAUSE);
        }
    }

    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
