package org.saphan.notary;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.saphan.evidence.Leaf;

/// What was turned away unproved, counted by reason. One leaf a minute says how much, so that a flood
/// of strangers cannot fill the log; a crash loses at most the minute that was being counted.
final class RefusalCounts {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_REASONS = 64;
    private static final String OTHER = "other";
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    private Map<String, Long> counts = new HashMap<>();
    private Instant from;

    RefusalCounts(Instant from) {
        this.from = from.truncatedTo(ChronoUnit.MILLIS);
    }

    synchronized void add(String reason) {
        boolean fits =
                WORD.matcher(reason).matches()
                        && (counts.containsKey(reason) || counts.size() < MAX_REASONS);
        counts.merge(fits ? reason : OTHER, 1L, Long::sum);
    }

    /// The leaf of a minute that is over, if anything was counted in it.
    synchronized Optional<Leaf.Refused> due(String site, Instant now) {
        return now.isBefore(from.plus(WINDOW)) ? Optional.empty() : take(site, now);
    }

    /// The leaf of what was counted so far.
    synchronized Optional<Leaf.Refused> take(String site, Instant now) {
        var to = now.truncatedTo(ChronoUnit.MILLIS);
        var taken = counts;
        var since = from;
        counts = new HashMap<>();
        from = to;
        return taken.isEmpty()
                ? Optional.empty()
                : Optional.of(new Leaf.Refused(site, since, to, taken));
    }
}
