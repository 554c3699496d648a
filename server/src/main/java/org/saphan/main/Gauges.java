package org.saphan.main;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.saphan.agreements.Agreements;
import org.saphan.kernel.Metrics;
import org.saphan.kernel.Problem;
import org.saphan.kernel.sql.Acts;
import org.saphan.members.Members;
import org.saphan.members.SiteKeys;
import org.saphan.notary.Notary;

/// What of a site grows old, full or late, as numbers. `docs/operations.md` says which of them should
/// wake somebody up. What is not known is `NaN`, never a comfortable zero.
final class Gauges {

    private static final Duration DAY = Duration.ofDays(1);

    private final Metrics metrics;
    private final Members members;

    private Gauges(Metrics metrics, Members members) {
        this.metrics = metrics;
        this.members = members;
    }

    static void open(
            Metrics metrics,
            SiteKeys keys,
            Members members,
            Agreements agreements,
            Notary notary,
            Acts acts) {
        var gauges = new Gauges(metrics, members);
        gauges.log(notary);
        gauges.trust();
        gauges.certificates(keys);
        gauges.gauge("acts.waiting", "acts that the log does not have yet", acts::waiting);
        gauges.gauge(
                "notices.undelivered",
                "notices that another site was not told yet",
                agreements::undeliveredNotices);
    }

    private void log(Notary notary) {
        gauge("log.leaves", "durable leaves", () -> notary.status().size());
        gauge(
                "log.unsigned",
                "leaves that no signed head covers yet",
                () -> notary.status().size() - notary.status().checkpoint());
        gauge(
                "log.unindexed",
                "leaves that the database does not know yet",
                () -> notary.status().indexLag());
        gauge(
                "log.unwitnessed",
                "leaves that no witness has seen yet",
                () -> notary.status().size() - notary.status().witnessed());
        gauge(
                "log.delivered.unknown",
                "leaves of other sites that did not check out since the start",
                () -> notary.status().alone());
        gauge(
                "log.halted",
                "1 when this log must not go on, or a write of it failed",
                () -> notary.status().halted().isPresent() || notary.status().stopped() ? 1 : 0);
        gauge(
                "timestamp.age.seconds",
                "since the newest timestamp over this log",
                () ->
                        notary.status()
                                .lastTimestamp()
                                .<Number>map(this::secondsSince)
                                .orElse(Double.NaN));
        gauge(
                "reserve.left.bytes",
                "free disk above the reserve; below zero new exchanges are refused",
                () -> notary.status().freeBytes());
    }

    private void trust() {
        gauge("trust.version", "of the trust list", () -> members.trust().version());
        gauge(
                "trust.age.seconds",
                "since the trust list was issued",
                () -> secondsSince(members.trust().issued()));
        gauge(
                "trust.seconds",
                "until the trust list expires",
                () -> -secondsSince(members.trust().expires()));
    }

    private void certificates(SiteKeys keys) {
        keys.ends()
                .forEach(
                        (name, end) ->
                                metrics.gauge(
                                        "saphan.certificate.days",
                                        "until the certificate of a key of this site expires",
                                        "key",
                                        name,
                                        () -> -secondsSince(end) / (double) DAY.toSeconds()));
    }

    private long secondsSince(Instant then) {
        return Duration.between(then, members.now()).toSeconds();
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        metrics.gauge("saphan." + name, description, () -> known(value));
    }

    private static Number known(Supplier<Number> value) {
        try {
            return value.get();
        } catch (Problem e) {
            return Double.NaN;
        }
    }
}
