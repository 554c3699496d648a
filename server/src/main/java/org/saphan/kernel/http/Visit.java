package org.saphan.kernel.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;

/// One open connection of a listener, and what it is waited for. All of them share the listener's one
/// timer, which looks at each about once a second.
final class Visit {

    /// What must have happened by when, and what is done otherwise.
    static final class Wait {

        private final long until;
        private final Runnable otherwise;

        private Wait(long until, Runnable otherwise) {
            this.until = until;
            this.otherwise = otherwise;
        }
    }

    private static final Wait NOTHING = new Wait(0, () -> {});

    private final Context loop = Vertx.currentContext();
    private final Runnable close;
    private volatile Wait wait = NOTHING;

    Visit(HttpConnection connection) {
        this.close = connection::close;
    }

    Wait expect(Duration within, Runnable otherwise) {
        var fresh = new Wait(System.nanoTime() + within.toNanos(), otherwise);
        wait = fresh;
        return fresh;
    }

    Wait expectOrClose(Duration within) {
        return expect(within, close);
    }

    /// Something of our own is at work, with limits of its own.
    void expectNothing() {
        wait = NOTHING;
    }

    boolean isStill(Wait given) {
        return wait == given;
    }

    void look(long now) {
        var due = wait;
        if (due != NOTHING && now - due.until > 0) {
            // What was waited for may be happening just now.
            loop.runOnContext(_ -> end(due));
        }
    }

    private void end(Wait due) {
        if (wait == due) {
            wait = NOTHING;
            due.otherwise.run();
        }
    }
}
