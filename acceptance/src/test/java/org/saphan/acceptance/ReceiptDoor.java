package org.saphan.acceptance;

import java.time.Duration;
import java.util.Optional;

/// `GET /receipts/{id}` of one node, as one holder of a key.
///
/// @param node base URL of the public listener
record ReceiptDoor(String node, String key) {

    private static final Duration SIGNED = Duration.ofSeconds(15);
    private static final Duration WHOLE = Duration.ofSeconds(60);

    Answer ask(String id) {
        return Call.get(node + "/receipts/" + id).with("Saphan-Key", key).send();
    }

    /// As soon as there is one, with parts that may still be pending.
    Receipt first(String id) {
        return Patience.forValue("the receipt " + id, SIGNED, () -> given(id));
    }

    /// With witnesses and time.
    Receipt whole(String id) {
        return Patience.forValue(
                "the whole receipt " + id, WHOLE, () -> given(id).filter(Receipt::isWhole));
    }

    private Optional<Receipt> given(String id) {
        var answer = ask(id);
        return answer.status() == 200 ? Optional.of(new Receipt(answer.body())) : Optional.empty();
    }
}
