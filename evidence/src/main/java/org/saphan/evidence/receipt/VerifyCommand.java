package org.saphan.evidence.receipt;

import java.io.PrintStream;
import java.util.List;

/// Stand-in.
public final class VerifyCommand {

    private VerifyCommand() {}

    public static int run(List<String> words, PrintStream out, PrintStream err) {
        return 1;
    }
}
