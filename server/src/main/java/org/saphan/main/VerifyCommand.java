package org.saphan.main;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Hands over to the evidence module's own verifier, which needs nothing of this server.
@Command(
        name = "verify",
        // The verifier has its own options and its own help, the same as when it is run alone.
        description = {
            "Check a receipt offline: saphan verify RECEIPT [--trust FILE].",
            "Exit status: 0 holds, 2 holds but incomplete, 1 fails."
        })
final class VerifyCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "RECEIPT [--trust FILE]")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        return org.saphan.evidence.receipt.VerifyCommand.run(words, System.out, System.err);
    }
}
