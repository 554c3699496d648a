package org.saphan.members;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Problem;
import org.saphan.kernel.sql.Acts;

/// An evidence log in memory, which a test may stop.
final class TestLog implements Acts.Appender {

    private final Map<String, Bytes> leaves = new LinkedHashMap<>();
    private boolean stopped;

    @Override
    public synchronized void append(String act, Bytes leaf) {
        if (stopped) {
            throw new Problem(Problem.Kind.NO_ROOM, "the log has stopped");
        }
        leaves.putIfAbsent(act, leaf);
    }

    synchronized void stop(boolean stop) {
        stopped = stop;
    }

    synchronized int size() {
        return leaves.size();
    }

    synchronized String text() {
        return String.join("\n", leaves.values().stream().map(Bytes::text).toList());
    }

    /// The kinds of the acts, in order.
    synchronized List<String> kinds() {
        return leaves.values().stream()
                .flatMap(leaf -> leaf.text().lines())
                .filter(line -> line.startsWith("kind: "))
                .map(line -> line.substring("kind: ".length()))
                .toList();
    }
}
