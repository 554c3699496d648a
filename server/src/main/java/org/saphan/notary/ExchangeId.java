package org.saphan.notary;

import java.util.UUID;
import java.util.regex.Pattern;
import org.saphan.kernel.Problem;

/// Ids of exchanges and acts, as callers write them: UUIDv7 in its one spelling.
final class ExchangeId {

    private static final Pattern SHAPE =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private ExchangeId() {}

    static UUID parse(String text) {
        if (!SHAPE.matcher(text).matches()) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "an exchange id is a UUID of version 7 in lower case, as Saphan-Receipt has it");
        }
        return UUID.fromString(text);
    }
}
