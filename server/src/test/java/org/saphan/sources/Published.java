package org.saphan.sources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.ServiceId;
import tools.jackson.databind.JsonNode;

/// A published table as a test asks it.
record Published(TableSource source, Duration patience, Tables tables) implements AutoCloseable {

    static final ServiceId ID = ServiceId.parse("TH/GOV/OIC/motor/policies");

    static final String PASSWORD = "canary-of-a-password";

    static Published of(TableSource source) {
        return new Published(source, Duration.ofSeconds(5), new Tables(64 << 10));
    }

    static TableSource source(
            Engine engine, URI at, String user, String table, String key, List<String> columns) {
        return new TableSource(
                engine,
                at.getHost(),
                Optional.of(at.getPort()),
                at.getPath().substring(1),
                user,
                passwordFile(PASSWORD),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                table,
                key,
                columns,
                Optional.empty(),
                Optional.empty());
    }

    static TableSource filtered(TableSource s, List<String> filters, int rows) {
        return new TableSource(
                s.engine(),
                s.host(),
                s.port(),
                s.database(),
                s.user(),
                s.passwordFile(),
                s.tls(),
                s.caFile(),
                s.schema(),
                s.name(),
                s.key(),
                s.columns(),
                Optional.of(filters),
                Optional.of(rows));
    }

    static Path passwordFile(String password) {
        try {
            var file =
                    Files.createTempFile(
                            "password",
                            "",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            file.toFile().deleteOnExit();
            return Files.writeString(file, password + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Bytes inspect() {
        return tables.inspect(ID, source, patience);
    }

    TableAnswer one(String key) {
        return ask(List.of(key), List.of());
    }

    /// @param query names and values by turns
    TableAnswer list(String... query) {
        var parameters = new java.util.ArrayList<Tables.Parameter>();
        for (int i = 0; i < query.length; i += 2) {
            parameters.add(new Tables.Parameter(query[i], query[i + 1]));
        }
        return ask(List.of(""), parameters);
    }

    private TableAnswer ask(List<String> path, List<Tables.Parameter> query) {
        return tables.answer(ID, source, patience, new Tables.Question("GET", path, query));
    }

    static JsonNode json(TableAnswer answer, int status) {
        if (answer instanceof TableAnswer.Answered(int said, var body) && said == status) {
            return Json.tree(body);
        }
        throw new AssertionError("not " + status + " but " + answer);
    }

    static String text(TableAnswer answer) {
        if (answer instanceof TableAnswer.Answered(_, var body)) {
            return body.text();
        }
        throw new AssertionError("no answer but " + answer);
    }

    @Override
    public void close() {
        tables.close();
    }
}
