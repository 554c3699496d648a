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

/// The exchange of one site: its doors, its side towards other nodes, and its services.
public final class Exchange {

    private final Parts parts;
    private final Services services;
    private final Descriptions descriptions;
    private final XRoadDoor door;
    private final Provider provider;
    private final Reconciler reconciler;

    private Exchange(
            Parts parts,
            Services services,
            Descriptions descriptions,
            XRoadDoor door,
            Provider provider,
            Reconciler reconciler) {
        this.parts = parts;
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
            SecureRandom random) {}

    public static Exchange open(Parts parts) {
        var quotas = new Quotas();
        var replays = new Replays();
        remember(parts, quotas, replays);
        var services = new Services(parts.database());
        var gateway =
                new Gateway(
                        parts.members(),
                        parts.agreements(),
                        parts.notary(),
                        parts.peers(),
                        quotas,
                        parts.ids(),
                        parts.random());
        var provider =
                new Provider(
                        parts.members(),
                        parts.agreements(),
                        parts.notary(),
                        services,
                        new ServiceCaller(parts.services(), parts.limits()),
                        quotas,
                        replays,
                        parts.random());
        return new Exchange(
                parts,
                services,
                new Descriptions(parts.database(), parts.members(), services),
                new XRoadDoor(
                        parts.callers(),
                        gateway,
                        new Metaservices(parts.members(), parts.agreements(), parts.peers()),
                        parts.notary(),
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
                        new ServiceRoutes(services, this::register).operations(),
                        descriptions.operationsRoutes()));
    }

    /// Asks the providers what they delivered while this node was down.
    public Reconciler.Found reconcile() {
        return reconciler.reconcile();
    }

    private void register(Service service) {
        var owner = service.id().member();
        if (!parts.members().own().contains(owner)) {
            throw new Problem(Problem.Kind.FORBIDDEN, owner + " is not a member of this site");
        }
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
                            parts.acts().record(handle, act.act(), act.bytes());
                            return true;
                        });
        parts.acts().flush(parts.appender());
        services.reload();
        parts.members().announceService(service.id());
    }
}
