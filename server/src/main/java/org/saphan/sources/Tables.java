package org.saphan.sources;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.ServiceId;

/// The published tables of a site.
public final class Tables implements AutoCloseable {

    /// Published tables of one site; each has its own few connections.
    public static final int MOST_TABLES = 64;

    /// Longer than this nobody waits at the other end of an exchange.
    public static final Duration LONGEST = Duration.ofSeconds(60);

    /// What a caller wrote behind `?`, decoded.
    public record Parameter(String name, String value) {

        /// It may be about a person.
        @Override
        public String toString() {
            return "parameter(withheld)";
        }
    }

    /// A question as it came over the exchange.
    ///
    /// @param path the decoded segments below the service
    public record Question(String method, List<String> path, List<Parameter> query) {

        public Question {
            path = List.copyOf(path);
            query = List.copyOf(query);
        }

        @Override
        public String toString() {
            return "question(withheld)";
        }
    }

    private final int bodyBytes;
    private final ConcurrentHashMap<ServiceId, Table> open = new ConcurrentHashMap<>();

    /// @param bodyBytes the largest answer
    public Tables(int bodyBytes) {
        this.bodyBytes = bodyBytes;
    }

    /// Connects, and checks the account, the table and its columns. What is wrong is a `Problem`.
    ///
    /// @return its OpenAPI 3 description
    public Bytes inspect(ServiceId id, TableSource source, Duration patience) {
        try (var table = new Table(id, source, patience, bodyBytes)) {
            return TableDescription.of(id, source, table.inspect());
        }
    }

    public TableAnswer answer(
            ServiceId id, TableSource source, Duration patience, Question question) {
        return open.computeIfAbsent(id, _ -> new Table(id, source, patience, bodyBytes))
                .answer(question);
    }

    /// After a registration has changed: the next question opens it anew.
    public void forget(ServiceId id) {
        var table = open.remove(id);
        if (table != null) {
            table.close();
        }
    }

    @Override
    public void close() {
        open.keySet().forEach(this::forget);
    }
}
