package org.saphan.notary;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.http.Call;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.Outcome;

/// Asks another site's public listener. Nothing secret travels: what comes back is signed.
final class Post {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int ANSWER_BYTES = 64 << 10;

    private final Function<Call, Outcome> http;

    Post(Function<Call, Outcome> http) {
        this.http = http;
    }

    Outcome to(URI base, String path, String contentType, Bytes body) {
        var prefix = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
        return http.apply(
                new Call(
                        "POST",
                        Call.Place.of(base),
                        prefix + path,
                        List.of(new Header("Content-Type", contentType)),
                        body,
                        PATIENCE,
                        ANSWER_BYTES,
                        _ -> {}));
    }
}
