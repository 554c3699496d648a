package org.saphan.main;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.saphan.agreements.Agreements;
import org.saphan.agreements.SealedAgreement;
import org.saphan.callers.Callers;
import org.saphan.evidence.time.TimestampAuthority;
import org.saphan.exchange.Exchange;
import org.saphan.exchange.Peers;
import org.saphan.kernel.Limits;
import org.saphan.kernel.Metrics;
import org.saphan.kernel.http.HttpCaller;
import org.saphan.kernel.http.Listener;
import org.saphan.kernel.http.Routes;
import org.saphan.kernel.http.Tls;
import org.saphan.kernel.sql.Acts;
import org.saphan.kernel.sql.Database;
import org.saphan.members.Members;
import org.saphan.members.SiteKeys;
import org.saphan.notary.Notary;
import org.saphan.notary.NotarySettings;
import org.saphan.notary.Receipts;
import org.saphan.notary.Watch;

/// One site on one page: what exists, what it needs, in which order it starts. Closing runs the other
/// way round, so nothing is closed while something above still uses it.
final class Site implements AutoCloseable {

    private static final List<String> ROOMS =
            List.of("kernel", "members", "notary", "agreements", "exchange", "callers");

    private final Config config;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private Site(Config config) {
        this.config = config;
    }

    /// Opens the site and its four listeners. What was opened is closed again when a later part fails.
    static Site open(Config config, Vertx vertx, Database.Address address) throws IOException {
        var site = new Site(config);
        try {
            site.start(vertx, address);
            return site;
        } catch (IOException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private void start(Vertx vertx, Database.Address address) throws IOException { // tidy: the page
        var clock = Clock.systemUTC();
        var random = new SecureRandom();
        var limits = Limits.standard();
        var metrics = new Metrics();

        var keys = SiteKeys.open(config.keys());
        if (!keys.hasJoined()) {
            throw new Failure(
                    config.isHub()
                            ? "this hub was not made yet: 'saphan hub init --config FILE …'"
                            : "this site has not joined yet: 'saphan join --config FILE …'");
        }
        var operatorKey = OperatorKey.create(config.keys(), random);
        var database = opened(Database.open(address, ROOMS, limits));
        var acts = new Acts(database);
        var notary =
                opened(
                        Notary.open(
                                NotarySettings.standard(
                                        config.site(), config.data(), config.log().reserveBytes()),
                                keys.log(),
                                database,
                                clock,
                                random));
        var http = opened(HttpCaller.open(vertx, limits, Optional.of(keys.tls())));
        var members =
                Members.open(
                        new Members.Parts(
                                config.members(),
                                keys,
                                database,
                                acts,
                                notary,
                                http::call,
                                clock,
                                random));
        var callers =
                Callers.open(
                        new Callers.Parts(
                                config.callersOrNone().settings(),
                                database,
                                acts,
                                notary,
                                members,
                                clock));
        var peers = new Peers(http, members, limits);
        var agreements =
                Agreements.open(
                        database, acts, notary, members, peers::deliverNotice, members.ids());
        var exchange =
                Exchange.open(
                        new Exchange.Parts(
                                database,
                                acts,
                                notary,
                                members,
                                callers,
                                agreements,
                                notary,
                                peers,
                                http,
                                limits,
                                config.errors(),
                                members.ids(),
                                random));
        var receipts =
                Receipts.open(
                        notary,
                        members,
                        (id, version) -> agreements.find(id, version).map(SealedAgreement::sealed));
        var watch =
                opened(
                        Watch.open(
                                notary,
                                members,
                                http,
                                keys.witness(),
                                config.isHub()
                                        ? Optional.of(
                                                new TimestampAuthority(
                                                        keys.time(),
                                                        keys.timeCertificate(),
                                                        members.clock(),
                                                        random))
                                        : Optional.empty(),
                                clock));
        // Before anything is appended: after a restore the log may be older than what others hold.
        watch.requireNewestHead();
        acts.flush(notary);

        var open =
                Routes.all(
                        List.of(
                                receipts.publicRoutes(),
                                watch.publicRoutes(),
                                members.publicRoutes()));
        var peer =
                Routes.all(
                        List.of(
                                members.peerRoutes(),
                                agreements.peerRoutes(),
                                exchange.peerRoutes()));
        var status = new Status(config, members, agreements, notary, acts, metrics);
        var operations =
                Routes.all(
                        List.of(
                                status.open(),
                                Routes.all(
                                                List.of(
                                                        status.guarded(),
                                                        members.operationsRoutes(),
                                                        callers.operationsRoutes(),
                                                        agreements.operationsRoutes(),
                                                        exchange.operationsRoutes()))
                                        .behind(operatorKey::guard)));
        var ports = config.listeners();
        var host = ports.host();
        var tls = Optional.of(keys.tls());
        var doors = new Doors(vertx, limits, metrics);
        doors.open("public", host, ports.open(), Optional.empty(), open);
        doors.open("peers", config.peersHost(), ports.peers(), tls, peer);
        doors.open("operations", host, ports.operations(), Optional.empty(), operations);

        var loops = opened(new Loops());
        startLoops(loops, members, agreements, notary, watch, acts);
        reconcile(loops, exchange, notary);
        doors.open(
                "systems",
                config.systemsHost(),
                ports.systems(),
                config.callersOrNone().tls(),
                Routes.all(
                        List.of(
                                exchange.systemsRoutes(),
                                receipts.systemsRoutes(exchange::provedBy))));
    }

    private void startLoops(
            Loops loops,
            Members members,
            Agreements agreements,
            Notary notary,
            Watch watch,
            Acts acts) {
        if (members.isHub()) {
            loops.every(Duration.ofSeconds(1), "trust list", members::issueStep);
        } else {
            loops.every(Duration.ofMillis(500), "trust list", members::trustStep);
        }
        loops.every(Duration.ofMillis(500), "announcements", members::announceStep);
        loops.every(Duration.ofMillis(500), "notices", agreements::step);
        loops.every(Duration.ofMillis(200), "index", notary::step);
        loops.every(Duration.ofSeconds(1), "refusals", notary::refusedStep);
        loops.every(Duration.ofMillis(250), "witnesses", watch::witnessStep);
        loops.every(Duration.ofMillis(500), "timestamps", watch::timestampStep);
        loops.every(
                Duration.ofSeconds(5),
                "acts",
                () -> {
                    acts.flush(notary);
                    return false;
                });
    }

    /// What the other sites delivered while we were down. Those that are away are asked again.
    private static void reconcile(Loops loops, Exchange exchange, Notary notary) {
        loops.every(
                Duration.ofSeconds(15),
                "reconciliation",
                () -> {
                    notary.foundAlone(exchange.reconcile().alone());
                    return false;
                });
    }

    /// What every listener has in common.
    private final class Doors {

        private final Vertx vertx;
        private final Limits limits;
        private final Metrics metrics;

        Doors(Vertx vertx, Limits limits, Metrics metrics) {
            this.vertx = vertx;
            this.limits = limits;
            this.metrics = metrics;
        }

        void open(String name, String host, int port, Optional<Tls> tls, Routes routes)
                throws IOException {
            var settings = new Listener.Settings(name, host, port, tls);
            opened(Listener.open(vertx, settings, limits, metrics, routes));
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    Config config() {
        return config;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) { // each part has its own; the rest must still be closed
                System.getLogger("site").log(System.Logger.Level.WARNING, "closing", e);
            }
        }
    }
}
