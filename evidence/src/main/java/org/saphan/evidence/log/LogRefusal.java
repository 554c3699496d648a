package org.saphan.evidence.log;

/// Why the log does not take a leaf now.
public final class LogRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public enum Why {
        /// Less room on the disk than the reserve; it takes leaves again when there is more.
        FULL,
        /// As many leaves are on their way as the log allows at once.
        BUSY,
        /// A write failed. Whether it took effect is found out by opening the log again.
        STOPPED
    }

    private final Why why;

    LogRefusal(Why why) {
        super("the log is " + why, null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
