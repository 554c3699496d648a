package org.saphan.main;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.saphan.kernel.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Background work of a site: each `step()` in a loop on a virtual thread of its own.
final class Loops implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("background");
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /// One unit of work; true when there is more to do at once.
    interface Step {

        boolean step();
    }

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closing;

    /// Rests for `pause` when a step had nothing to do, and longer and longer while it fails.
    void every(Duration pause, String name, Step step) {
        threads.add(Thread.ofVirtual().name(name).start(() -> run(pause, name, step)));
    }

    private void run(Duration pause, String name, Step step) {
        var rest = pause;
        while (!closing) {
            try {
                rest = step.step() ? Duration.ZERO : pause;
            } catch (Problem e) {
                rest = longer(rest, pause);
                LOG.info("{} waits {} s: {}", name, rest.toSeconds(), e.detail());
            } catch (RuntimeException e) {
                // A loop must outlive a bug in one of its steps; the stack trace tells us.
                rest = longer(rest, pause);
                LOG.error("{} failed", name, e);
            }
            if (!pause(rest)) {
                return;
            }
        }
    }

    private static Duration longer(Duration rest, Duration pause) {
        var doubled = rest.compareTo(pause) < 0 ? pause : rest.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private static boolean pause(Duration rest) {
        try {
            Thread.sleep(rest);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closing = true;
        threads.forEach(Thread::interrupt);
        for (var thread : threads) {
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
