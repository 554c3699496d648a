package org.saphan.kernel;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/// UUID version 7 (RFC 9562 §5.7): ordered by the time they were made, to the millisecond.
public final class Uuid7 {

    private final Clock clock;
    private final SecureRandom random;

    public Uuid7(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /// When this id was made, by its own word.
    public static Instant madeAt(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    public UUID next() {
        var bits = new byte[10];
        random.nextBytes(bits);
        long a = ((bits[0] & 0xffL) << 8) | (bits[1] & 0xffL);
        long b = 0;
        for (int i = 2; i < 10; i++) {
            b = (b << 8) | (bits[i] & 0xffL);
        }
        return new UUID(
                (clock.millis() << 16) | 0x7000L | (a & 0x0fffL),
                0x8000_0000_0000_0000L | (b & 0x3fff_ffff_ffff_ffffL));
    }
}
