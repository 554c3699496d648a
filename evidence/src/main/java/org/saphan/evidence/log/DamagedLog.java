package org.saphan.evidence.log;

import java.io.IOException;
import java.nio.file.Path;

/// Bytes that were durable are not what they were. The log does not start: going on could contradict
/// what others already hold. `docs/log.md` says what an operator does now.
public final class DamagedLog extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedLog(Path file, long offset, String what) {
        super(file + " at byte " + offset + ": " + what);
    }
}
