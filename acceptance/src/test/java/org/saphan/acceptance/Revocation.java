package org.saphan.acceptance;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/// Takes a key out of use for ever, as the hub's operator does.
record Revocation(ThreeSites sites) {

    private static final Duration SOON = Duration.ofSeconds(30);

    /// Returns when both nodes know of it.
    ///
    /// @param key SHA-256 of the public key
    void of(byte[] key) {
        var body =
                "{\"key\": \"%s\", \"reason\": \"a test\"}"
                        .formatted(HexFormat.of().formatHex(key));
        var answer =
                sites.hub()
                        .operations("/api/v1/keys/revoke")
                        .method("POST")
                        .with("Content-Type", "application/json")
                        .body(Lines.utf8(body))
                        .send();
        if (answer.status() != 200) {
            throw new AssertionError(answer.toString());
        }
        for (var site : List.of(sites.provider(), sites.consumer())) {
            Patience.until("revoked at " + site, SOON, () -> isKnown(site, key));
        }
    }

    private static boolean isKnown(Site site, byte[] key) {
        return Call.get(site.url("open") + "/trust/anchor")
                .send()
                .text()
                .contains("revoked: " + Lines.base64(key));
    }
}
