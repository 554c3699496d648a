package org.saphan.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.saphan.agreements.Grant;
import org.saphan.agreements.State;
import org.saphan.evidence.AgreementText.PersonRule;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf.Role;
import org.saphan.evidence.RequestStatement.AgreementReference;

class QuotasTest {

    /// 16:30 in Bangkok.
    private static final Instant AFTERNOON = Instant.parse("2026-11-24T09:30:00Z");

    private static Grant grant(Optional<Long> quota) {
        return new Grant(
                new AgreementReference("dsa-1", 1, Bytes.owning(new byte[32]), "c1"),
                State.IN_FORCE,
                Instant.EPOCH,
                Instant.MAX,
                List.of(),
                Set.of(),
                List.of(),
                Set.of(),
                PersonRule.NONE,
                quota,
                Optional.empty());
    }

    @Test
    void the_quota_is_used_up_until_midnight_in_bangkok() {
        var quotas = new Quotas();
        var two = grant(Optional.of(2L));
        assertThat(quotas.admit(Role.CONSUMER, two, AFTERNOON)).isEmpty();
        assertThat(quotas.admit(Role.CONSUMER, two, AFTERNOON)).isEmpty();

        assertThat(quotas.admit(Role.CONSUMER, two, AFTERNOON))
                .hasValue(Duration.ofMinutes(7 * 60 + 30));
        assertThat(quotas.admit(Role.CONSUMER, two, Instant.parse("2026-11-24T17:00:00Z")))
                .isEmpty();
    }

    @Test
    void each_side_counts_for_itself() {
        var quotas = new Quotas();
        var one = grant(Optional.of(1L));
        assertThat(quotas.admit(Role.CONSUMER, one, AFTERNOON)).isEmpty();
        assertThat(quotas.admit(Role.PROVIDER, one, AFTERNOON)).isEmpty();
        assertThat(quotas.admit(Role.PROVIDER, one, AFTERNOON)).isPresent();
    }

    @Test
    void what_the_log_remembers_of_today_counts_and_of_yesterday_does_not() {
        var quotas = new Quotas();
        var one = grant(Optional.of(1L));
        quotas.remember(
                Role.CONSUMER, "dsa-1", "c1", Instant.parse("2026-11-23T16:59:59Z"), AFTERNOON);
        assertThat(quotas.admit(Role.CONSUMER, one, AFTERNOON)).isEmpty();

        var restarted = new Quotas();
        restarted.remember(
                Role.CONSUMER, "dsa-1", "c1", Instant.parse("2026-11-23T17:00:00Z"), AFTERNOON);
        assertThat(restarted.admit(Role.CONSUMER, one, AFTERNOON)).isPresent();
    }

    @Test
    void without_a_quota_nothing_is_counted() {
        var quotas = new Quotas();
        for (int i = 0; i < 10_000; i++) {
            assertThat(quotas.admit(Role.CONSUMER, grant(Optional.empty()), AFTERNOON)).isEmpty();
        }
    }
}
