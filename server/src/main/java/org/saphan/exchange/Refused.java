package org.saphan.exchange;

import java.time.Duration;
import java.util.Optional;

/// Thrown where the reason is found, turned into the door's own error shape in one place.
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;
    private final transient Optional<Duration> retryAfter;

    Refused(Reason reason) {
        this(reason, Optional.empty());
    }

    Refused(Reason reason, Optional<Duration> retryAfter) {
        // An ordinary answer, not a bug: no stack trace, they cost more than the exchange.
        super(reason.word(), null, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    Reason reason() {
        return reason;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
