package org.saphan.exchange;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.saphan.agreements.Grant;
import org.saphan.evidence.Leaf.Role;

/// Admitted calls of today, per clause and side. In memory; rebuilt from the log at start.
final class Quotas {

    private record Key(Role role, String agreement, String clause) {}

    private LocalDate day = LocalDate.EPOCH;
    private final Map<Key, Long> admitted = new HashMap<>();

    /// Counts the call, or says how long it is until the quota begins anew.
    synchronized Optional<Duration> admit(Role role, Grant grant, Instant now) {
        if (grant.dailyQuota().isEmpty()) {
            return Optional.empty();
        }
        turnTo(now);
        var key = new Key(role, grant.reference().id(), grant.reference().clause());
        long before = admitted.getOrDefault(key, 0L);
        if (before >= grant.dailyQuota().get()) {
            return Optional.of(untilTomorrow(now));
        }
        admitted.put(key, before + 1);
        return Optional.empty();
    }

    /// A call that the log remembers. Leaves of earlier days count nothing.
    synchronized void remember(
            Role role, String agreement, String clause, Instant at, Instant now) {
        turnTo(now);
        if (dayOf(at).equals(day)) {
            admitted.merge(new Key(role, agreement, clause), 1L, Long::sum);
        }
    }

    static Instant startOfDay(Instant now) {
        return dayOf(now).atStartOfDay(Grant.OFFICE_TIME).toInstant();
    }

    static Duration untilTomorrow(Instant now) {
        var midnight = dayOf(now).plusDays(1).atStartOfDay(Grant.OFFICE_TIME).toInstant();
        return Duration.between(now, midnight);
    }

    private static LocalDate dayOf(Instant instant) {
        return instant.atZone(Grant.OFFICE_TIME).toLocalDate();
    }

    private void turnTo(Instant now) {
        var today = dayOf(now);
        if (!today.equals(day)) {
            day = today;
            admitted.clear();
        }
    }
}
