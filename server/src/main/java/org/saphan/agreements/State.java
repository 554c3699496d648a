package org.saphan.agreements;

/// Where an installed agreement stands. The dates of its text come on top: an agreement in force
/// grants nothing before its first day or after its last.
public enum State {
    IN_FORCE,
    SUSPENDED,
    ENDED;

    /// What a notice makes of this state. Ended is for ever; who did not suspend cannot resume.
    State after(Notice notice, boolean bySuspender) {
        return switch (this) {
            case ENDED -> ENDED;
            case IN_FORCE ->
                    switch (notice.kind()) {
                        case END -> ENDED;
                        case SUSPEND -> SUSPENDED;
                        case RESUME -> IN_FORCE;
                    };
            case SUSPENDED ->
                    switch (notice.kind()) {
                        case END -> ENDED;
                        case SUSPEND -> SUSPENDED;
                        case RESUME -> bySuspender ? IN_FORCE : SUSPENDED;
                    };
        };
    }
}
