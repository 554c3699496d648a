package org.saphan.kernel;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where bugs are logged: by their kinds and frames alone. A message may carry what somebody sent.
public final class Bugs {

    private static final Logger LOG = LoggerFactory.getLogger("bug");

    private Bugs() {}

    /// @param where in words of our own
    public static void log(String where, Throwable bug) {
        LOG.error("{}: {}", where, frames(bug));
    }

    private static String frames(Throwable bug) {
        var text = new StringBuilder();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = bug; cause != null && seen.add(cause); cause = cause.getCause()) {
            text.append(cause.getClass().getName());
            for (var frame : cause.getStackTrace()) {
                text.append("\n    at ").append(frame);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
