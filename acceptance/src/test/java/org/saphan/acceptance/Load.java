package org.saphan.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Callers who ask again and again until they are told to stop, and remember each receipt that they
/// were given.
final class Load implements AutoCloseable {

    private final Queue<String> answered = new ConcurrentLinkedQueue<>();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean ending;

    private Load(Call call, int callers) {
        for (int i = 0; i < callers; i++) {
            this.callers.add(Thread.ofVirtual().start(() -> ask(call)));
        }
    }

    static Load of(Call call, int callers) {
        return new Load(call, callers);
    }

    private void ask(Call call) {
        while (!ending) {
            try {
                var answer = call.trySend();
                answer.maybe("Saphan-Receipt").ifPresent(told::add);
                if (answer.status() == 200) {
                    answered.add(answer.receipt());
                } else {
                    refused.incrementAndGet();
                    Patience.pause(java.time.Duration.ofMillis(20));
                }
            } catch (IOException e) {
                // The node died under this call: it was not answered, and nothing was promised.
                refused.incrementAndGet();
                Patience.pause(java.time.Duration.ofMillis(20));
            }
        }
    }

    /// The receipts of every call that came back with an answer.
    List<String> answered() {
        return List.copyOf(answered);
    }

    /// The receipts of every call that came back at all, refusals among them.
    List<String> told() {
        return List.copyOf(told);
    }

    int refused() {
        return refused.get();
    }

    @Override
    public void close() {
        ending = true;
        for (var caller : callers) {
            try {
                caller.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
