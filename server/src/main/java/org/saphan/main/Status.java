package org.saphan.main;

import static org.saphan.kernel.http.Routes.get;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.saphan.agreements.Agreements;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Metrics;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.kernel.http.Routes;
import org.saphan.kernel.sql.Acts;
import org.saphan.members.Members;
import org.saphan.notary.Notary;

/// How this site is, for its operator and for the program that watches it.
final class Status {

    private static final String STOPPED =
            "a write of the evidence log failed; restart this site, which finds out what is on the disk";

    private final Config config;
    private final Members members;
    private final Agreements agreements;
    private final Notary notary;
    private final Acts acts;
    private final Metrics metrics;
    private volatile boolean serving = false;

    Status(
            Config config,
            Members members,
            Agreements agreements,
            Notary notary,
            Acts acts,
            Metrics metrics) {
        this.config = config;
        this.members = members;
        this.agreements = agreements;
        this.notary = notary;
        this.acts = acts;
        this.metrics = metrics;
    }

    /// Tells nothing about anybody, so anybody who reaches this listener may ask.
    Routes open() {
        return Routes.of(
                get("/health", this::ready),
                get("/health/live", this::live),
                get("/health/ready", this::ready),
                get("/metrics", this::scrape));
    }

    Routes guarded() {
        return Routes.of(get("/api/v1/status", this::show));
    }

    /// From now on callers may come, or must not any more.
    void serves(boolean serving) {
        this.serving = serving;
    }

    /// A 503 means that only a restart helps.
    private Reply live(Request request) {
        if (notary.status().stopped()) {
            throw new Problem(Problem.Kind.BUSY, STOPPED);
        }
        return Reply.json(Map.of("status", "alive"));
    }

    /// A 503 means that callers should go elsewhere, or wait.
    private Reply ready(Request request) {
        var why = trouble().or(this::unready);
        if (why.isPresent()) {
            throw new Problem(Problem.Kind.BUSY, why.get());
        }
        return Reply.json(Map.of("status", "well"));
    }

    private Optional<String> unready() {
        // The database is asked: while it is away, nothing that follows the log goes on. It says so
        // itself, by a problem.
        acts.waiting();
        return serving
                ? Optional.empty()
                : Optional.of("this site is starting or ending; no new calls are taken");
    }

    private Reply scrape(Request request) {
        return Reply.bytes(
                "text/plain; version=0.0.4; charset=utf-8", Bytes.utf8(metrics.scrape()));
    }

    private Optional<String> trouble() {
        if (members.now().isAfter(members.trust().expires())) {
            return Optional.of("the trust list has expired; this site must reach the hub");
        }
        var log = notary.status();
        if (log.stopped()) {
            return Optional.of(STOPPED);
        }
        return log.halted()
                .or(
                        () ->
                                log.freeBytes() < 0
                                        ? Optional.of("the disk is full up to the reserve")
                                        : Optional.empty());
    }

    private Reply show(Request request) {
        var list = members.trust();
        var log = notary.status();
        var status = new LinkedHashMap<String, Object>();
        status.put("well", trouble().isEmpty());
        trouble().ifPresent(why -> status.put("trouble", why));
        status.put("site", members.site());
        status.put("role", config.isHub() ? "hub" : "node");
        status.put(
                "members", members.own().stream().map(member -> member.value()).sorted().toList());
        status.put("trustList", list.version());
        status.put("trustListIssued", list.issued().toString());
        status.put("trustListExpires", list.expires().toString());
        status.put("log", log.origin());
        status.put("leaves", log.size());
        status.put("signed", log.checkpoint());
        status.put("witnessed", log.witnessed());
        status.put("timestamp", log.lastTimestamp().map(Object::toString).orElse("none yet"));
        status.put("unindexed", log.indexLag());
        status.put("freeBytesAboveReserve", log.freeBytes());
        status.put("deliveredUnknown", log.alone());
        status.put("waitingActs", acts.waiting());
        status.put("undeliveredNotices", agreements.undeliveredNotices());
        return Reply.json(status);
    }
}
