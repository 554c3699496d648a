package org.saphan.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;

/// What a provider tells a consumer's node about exchanges that it delivered, on its way as JSON.
final class DeliveredTest {

    @Test
    void leaf_and_salts_arrive_as_they_were_sent() {
        var sent = new Reconciler.Delivered("id", Bytes.utf8("ใบไม้\n"), Bytes.utf8("salts"));

        var arrived = Json.read(Json.write(List.of(sent)), Reconciler.Delivered[].class);

        assertThat(arrived).containsExactly(sent);
    }
}
