package org.saphan.notary;

import static org.saphan.kernel.http.Routes.get;

import org.saphan.evidence.log.Log;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Routes;

/// The log as anyone may read it (C2SP `tlog-tiles`). Leaves name no person by design, so that the
/// tiles of entries are served like all others.
final class LogDoor {

    private static final String FULL = "public, max-age=31536000, immutable";
    private static final String PARTIAL = "public, max-age=3600";

    private final Log log;

    LogDoor(Log log) {
        this.log = log;
    }

    Routes publicRoutes() {
        return Routes.of(
                get("/log/checkpoint", _ -> checkpoint()),
                get("/log/tile/{*path}", r -> tile(r.path("path"))));
    }

    Reply checkpoint() {
        return Reply.bytes("text/plain; charset=utf-8", log.checkpoint().bytes())
                .header("Cache-Control", "no-cache");
    }

    Reply tile(String path) {
        return log.tile("tile/" + path)
                .map(bytes -> Reply.bytes("application/octet-stream", bytes))
                .map(reply -> reply.header("Cache-Control", path.contains(".p/") ? PARTIAL : FULL))
                .orElseThrow(
                        () ->
                                new Problem(
                                        Problem.Kind.NOT_FOUND,
                                        "no such tile under the newest checkpoint"));
    }
}
