package org.saphan.evidence.receipt;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The verifier as a program of its own, for those who want nothing of the server:
/// `java -cp saphan-evidence.jar:bcpkix.jar:bcprov.jar:bcutil.jar org.saphan.evidence.receipt.Main`.
final class Main {

    private Main() {}

    static void main(String[] args) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(VerifyCommand.run(List.of(args), out, err));
    }
}
