package org.saphan.kernel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.saphan.evidence.Bytes;

class ActsTest {

    private final Database database = TestPostgres.database(List.of("kernel"));
    private final Acts acts = new Acts(database);
    private final List<String> log = new ArrayList<>();

    private String record() {
        var id = UUID.randomUUID().toString();
        database.write(
                handle -> {
                    acts.record(handle, id, Bytes.utf8("leaf of " + id));
                    return true;
                });
        return id;
    }

    @Test
    void acts_reach_the_log_once_and_in_order() {
        var ids = List.of(record(), record(), record());

        acts.flush((act, _) -> log.add(act));
        acts.flush((act, _) -> log.add(act));

        assertThat(log).isEqualTo(ids);
        assertThat(acts.waiting()).isZero();
    }

    @Test
    void an_act_that_the_log_did_not_take_stays_and_comes_again() {
        var ids = List.of(record(), record());
        Acts.Appender broken =
                (act, _) -> {
                    if (act.equals(ids.get(1))) {
                        throw new IllegalStateException("the log has stopped");
                    }
                    log.add(act);
                };

        assertThatThrownBy(() -> acts.flush(broken)).isInstanceOf(IllegalStateException.class);
        assertThat(acts.waiting()).isEqualTo(2);
        acts.flush((act, _) -> log.add(act));

        // The first one comes twice; the log keeps it once, by its id.
        assertThat(log).isEqualTo(List.of(ids.get(0), ids.get(0), ids.get(1)));
    }

    @Test
    void an_act_of_a_transaction_that_failed_never_was() {
        assertThatThrownBy(
                        () ->
                                database.write(
                                        handle -> {
                                            acts.record(
                                                    handle,
                                                    UUID.randomUUID().toString(),
                                                    Bytes.utf8("x"));
                                            throw new IllegalStateException("no");
                                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(acts.waiting()).isZero();
    }
}
