package org.saphan.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.saphan.kernel.Metrics;
import org.saphan.notary.Notary;

/// What the exchange counts for whoever watches this site: refusals by their reason, and how long each
/// stage of an exchange takes. Reasons and stages are words of ours, so there are never many series.
final class Tally {

    /// The stages of an exchange, at both sides.
    enum Stage {
        /// Whether our own grants, trust list and quotas allow it.
        DECIDE,
        SEAL,
        /// At the consumer's: the other node's whole time, and the way there and back.
        PEER,
        /// At the provider's: the service's time, and the field filter.
        SERVICE,
        CHECK,
        /// Until the leaf is durable.
        RECORD
    }

    enum Side {
        CONSUMER,
        PROVIDER
    }

    /// Why another site is turned away before it has proved who it is.
    enum Unproved {
        MALFORMED_PEER_REQUEST,
        FOREIGN_SITE,
        BAD_SEAL,
        NOT_WHAT_WAS_SEALED,
        ID_OF_ANOTHER_TIME,
        REPLAYED
    }

    private static final String UNPROVED = "unproved";
    private static final String REFUSALS = "saphan.refusals";
    private static final String REFUSALS_ARE =
            "what was refused, by reason; unproved: nobody had proved who asks";

    private final Notary notary;
    private final Metrics metrics;
    private final List<List<Metrics.Timing>> timings;

    Tally(Notary notary, Metrics metrics) {
        this.notary = notary;
        this.metrics = metrics;
        this.timings = Arrays.stream(Side.values()).map(this::timings).toList();
        for (var reason : Reason.values()) {
            for (var side : List.of(word(Side.CONSUMER), word(Side.PROVIDER), UNPROVED)) {
                metrics.countable(REFUSALS, REFUSALS_ARE, labels(side, reason.word()));
            }
        }
        for (var why : Unproved.values()) {
            metrics.countable(REFUSALS, REFUSALS_ARE, labels(UNPROVED, word(why)));
        }
    }

    private List<Metrics.Timing> timings(Side side) {
        return Arrays.stream(Stage.values())
                .map(
                        stage ->
                                metrics.timing(
                                        "saphan.exchange.stage",
                                        "how long a stage of an exchange takes",
                                        Map.of("side", word(side), "stage", word(stage))))
                .toList();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    Clock begin(Side side) {
        return new Clock(timings.get(side.ordinal()));
    }

    /// One exchange's stopwatch; a stage that was left by an exception is not timed.
    static final class Clock {

        private final List<Metrics.Timing> stages;
        private long began = System.nanoTime();

        private Clock(List<Metrics.Timing> stages) {
            this.stages = stages;
        }

        void done(Stage stage) {
            long now = System.nanoTime();
            stages.get(stage.ordinal()).took(now - began);
            began = now;
        }
    }

    /// A refusal that is a leaf.
    void refused(Side side, Reason reason) {
        metrics.count(REFUSALS, REFUSALS_ARE, labels(word(side), reason.word()));
    }

    /// Turned away before anybody had proved who asks; the log has one leaf a minute about these.
    void turnedAway(Unproved why) {
        turnedAway(word(why));
    }

    void turnedAway(Reason reason) {
        turnedAway(reason.word());
    }

    private void turnedAway(String reason) {
        notary.count(reason);
        metrics.count(REFUSALS, REFUSALS_ARE, labels(UNPROVED, reason));
    }

    private static Map<String, String> labels(String side, String reason) {
        return Map.of("side", side, "reason", reason);
    }
}
