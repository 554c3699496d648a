package org.saphan.agreements;

/// Why no grant covers a request. In the order in which a request comes nearer to being allowed, so
/// that of several refusals the last one is the one worth telling.
public enum Denial {
    NO_AGREEMENT,
    AGREEMENT_ENDED,
    AGREEMENT_SUSPENDED,
    AGREEMENT_NOT_IN_FORCE,
    PURPOSE_MISSING,
    PURPOSE_NOT_GRANTED,
    ENDPOINT_NOT_GRANTED,
    OUTSIDE_WINDOW,
    PERSON_REQUIRED
}
