package org.saphan.exchange;

import static org.saphan.kernel.http.Routes.any;
import static org.saphan.kernel.http.Routes.get;
import static org.saphan.kernel.http.Routes.post;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.saphan.agreements.Agreements;
import org.saphan.callers.Callers;
import org.saphan.evidence.AnswerStatement;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.RefusalStatement;
import org.saphan.evidence.RequestStatement;
import org.saphan.evidence.Statement;
import org.saphan.kernel.Limits;
import org.saphan.kernel.Metrics;
import org.saphan.kernel.Problem;
import org.saphan.kernel.Uuid7;
import org.saphan.kernel.http.HttpCaller;
import org.saphan.kernel.http.Request;
import org.saphan.kernel.http.Routes;
import org.saphan.kernel.sql.Acts;
import org.saphan.kernel.sql.Database;
import org.saphan.members.Account;
import org.saphan.members.Members;
import org.saphan.notary.Notary;
import org.saphan.sources.TableSource;
import org.saphan.sources.Tables;

/// The exchange of one site: its doors, its side towards other nodes, and its services.
public final class Exchange implements AutoCloseable {

    private final Parts parts;
    private final Tables tables;
    private final Services services;
    private final Descriptions descriptions;
    private final XRoadDoor door;
    private final Provider provider;
    private final Reconciler reconciler;

    private Exchange(
            Parts parts,
            Tables tables,
            Services services,
            Descriptions descriptions,
            XRoadDoor door,
            Provider provider,
            Reconciler reconciler) {
        this.parts = parts;
        this.tables = tables;
        this.services = services;
        this.descriptions = descriptions;
        this.door = door;
        this.provider = provider;
        this.reconciler = reconciler;
    }

    /// What the exchange needs from the rest of its site.
    public record Parts(
            Database database,
            Acts acts,
            Acts.Appender appender,
            Members members,
            Callers callers,
            Agreements agreements,
            Notary notary,
            Peers peers,
            HttpCaller services,
            Limits limits,
            XRoadErrors errors,
            Uuid7 ids,
            SecureRandom random,
            Metrics metrics) {}

    public static Exchange open(Parts parts) {
        var quotas = new Quotas();
        var replays = new Replays();
        remember(parts, quotas, replays);
        var services = new Services(parts.database());
        var tables = new Tables(parts.limits().bodyBytes());
        var tally = new Tally(parts.notary(), parts.metrics());
        var gateway =
                new Gateway(
                        parts.members(),
                        parts.agreements(),
                        parts.notary(),
                        parts.peers(),
                        quotas,
                        parts.ids(),
                        parts.random(),
                        tally);
        var provider =
                new Provider(
                        parts,
                        services,
                        new ServiceCaller(parts.services(), tables, parts.limits()),
                        quotas,
                        replays,
                        tally);
        return new Exchange(
                parts,
                tables,
                services,
                new Descriptions(parts.database(), parts.members(), services),
                new XRoadDoor(
                        parts.callers(),
                        gateway,
                        new Metaservices(parts.members(), parts.agreements(), parts.peers()),
                        tally,
                        parts.errors()),
                provider,
                new Reconciler(parts.members(), parts.notary(), parts.peers()));
    }

    /// Quotas and replays live in memory; the log knows what they were before the last stop.
    private static void remember(Parts parts, Quotas quotas, Replays replays) {
        var now = parts.members().now();
        var since = min(Quotas.startOfDay(now), Replays.rememberSince(now));
        parts.notary()
                .tail(
                        since,
                        leaf -> {
                            var request = RequestStatement.parse(leaf.request());
                            if (leaf.role() == Leaf.Role.PROVIDER) {
                                replays.isFirst(request.exchange(), request.time());
                            }
                            if (wasAdmitted(Statement.parse(leaf.outcome()))) {
                                request.agreement()
                                        .ifPresent(
                                                reference ->
                                                        quotas.remember(
                                                                leaf.role(),
                                                                reference.id(),
                                                                reference.clause(),
                                                                request.time(),
                                                                now));
                            }
                        });
    }

    private static boolean wasAdmitted(Statement outcome) {
        return switch (outcome) {
            case AnswerStatement _ -> true;
            case RefusalStatement refusal ->
                    Reason.parse(refusal.reason()).map(Reason::isAfterAdmission).orElse(true);
            case RequestStatement _ -> false;
        };
    }

    private static Instant min(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    public Routes systemsRoutes() {
        return Routes.of(any("/r1/", door::answer), get("/listClients", door::listClients))
                .withProblems(door::problem);
    }

    /// For the doors beside `/r1` where calling systems come: whose account a request proves.
    public Optional<Account> provedBy(Request request) {
        return door.account(request);
    }

    public Routes peerRoutes() {
        return Routes.all(
                List.of(
                        Routes.of(post(Peers.EXCHANGE, provider::answer)),
                        descriptions.peerRoutes(),
                        reconciler.peerRoutes()));
    }

    public Routes operationsRoutes() {
        return Routes.all(
                List.of(
                        new ServiceRoutes(services, new Registration()).operations(),
                        descriptions.operationsRoutes()));
    }

    /// Asks the providers what they delivered while this node was down.
    public Reconciler.Found reconcile() {
        return reconciler.reconcile();
    }

    /// Registers here, on record, and at the hub.
    private final class Registration implements ServiceRoutes.Registrar {

        @Override
        public void register(Service service) {
            requireOwn(service);
            save(service, Optional.empty());
        }

        /// Nothing is registered that does not work, and may not be read by this account alone.
        @Override
        public void registerTable(Service service, TableSource table) {
            requireOwn(service);
            requireRoom(service);
            var openapi = OpenApi.parse(tables.inspect(service.id(), table, service.patience()));
            save(service, Optional.of(openapi));
        }
    }

    private void requireRoom(Service service) {
        long others =
                services.all().stream()
                        .filter(it -> it.from() instanceof Service.Source.Published)
                        .filter(it -> !it.id().equals(service.id()))
                        .count();
        if (others >= Tables.MOST_TABLES) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "this site publishes as many tables as it can ("
                            + Tables.MOST_TABLES
                            + ") / ไซต์นี้เผยแพร่ตารางครบจำนวนสูงสุดแล้ว");
        }
    }

    private void requireOwn(Service service) {
        var owner = service.id().member();
        if (!parts.members().own().contains(owner)) {
            throw new Problem(Problem.Kind.FORBIDDEN, owner + " is not a member of this site");
        }
    }

    private void save(Service service, Optional<OpenApi> openapi) {
        var owner = service.id().member();
        var act =
                new Leaf.Act(
                        parts.ids().next().toString(),
                        parts.members().now(),
                        parts.members().site(),
                        "service-registered",
                        owner.toString(),
                        service.id().toString(),
                        Optional.empty());
        parts.database()
                .write(
                        handle -> {
                            Services.save(handle, service, parts.members().now());
                            openapi.ifPresent(
                                    it ->
                                            Descriptions.save(
                                                    handle,
                                                    service.id(),
                                                    it,
                                                    parts.members().now()));
                            parts.acts().record(handle, act.act(), act.bytes());
                            return true;
                        });
        parts.acts().flush(parts.appender());
        services.reload();
        descriptions.reload();
        tables.forget(service.id());
        parts.members().announceService(service.id());
    }

    @Override
    public void close() {
        tables.close();
    }
}
