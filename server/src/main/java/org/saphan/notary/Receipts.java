package org.saphan.notary;

import static org.saphan.kernel.http.Routes.get;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.saphan.evidence.Sealed;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.kernel.http.Routes;
import org.saphan.members.Account;
import org.saphan.members.Members;

/// `GET /receipts/{id}`: the proof of one exchange, for its two parties and for auditors.
///
/// Who may not read a receipt is not told that there is one.
public final class Receipts {

    private static final String WAIT_SECONDS = "1";

    /// The agreement that a statement names, with its seals; the agreements room has them.
    @FunctionalInterface
    public interface AgreementSource {

        Optional<Sealed> find(String id, long version);
    }

    private final Notary notary;
    private final Registry registry;
    private final ReceiptFile file;

    private Receipts(Notary notary, Registry registry, ReceiptFile file) {
        this.notary = notary;
        this.registry = registry;
        this.file = file;
    }

    public static Receipts open(Notary notary, Members members, AgreementSource agreements) {
        return open(notary, Registry.of(members), agreements);
    }

    static Receipts open(Notary notary, Registry registry, AgreementSource agreements) {
        return new Receipts(notary, registry, new ReceiptFile(notary, registry, agreements));
    }

    /// The same receipts where calling systems come, by whatever they prove themselves with there.
    public Routes systemsRoutes(Function<Request, Optional<Account>> proof) {
        return Routes.of(
                get("/receipts/{id}", request -> answer(proof.apply(request), request.path("id"))));
    }

    /// The receipts, and the log as anyone may read it.
    public Routes publicRoutes() {
        return Routes.all(
                List.of(
                        Routes.of(get("/receipts/{id}", this::answer)),
                        new LogDoor(notary.log()).publicRoutes()));
    }

    private Reply answer(Request request) {
        return byKey(request.header("Saphan-Key"), request.path("id"));
    }

    Reply byKey(Optional<String> key, String id) {
        return answer(key.flatMap(registry::account), id);
    }

    private Reply answer(Optional<Account> asking, String id) {
        // 1. Who asks? A stranger learns nothing, not even whether the id is one.
        var account =
                asking.orElseThrow(
                        () ->
                                new Problem(
                                        Problem.Kind.UNAUTHENTICATED,
                                        "send the key of a system or an auditor in the header Saphan-Key"));
        var exchange = ExchangeId.parse(id);

        // 2. Which leaf may this account see, and how much of it?
        var located = visible(account, exchange);

        // 3. Is there a head over it yet?
        return file.of(located, account instanceof Account.AuditorAccount)
                .map(bytes -> Reply.bytes("text/plain; charset=utf-8", bytes))
                .map(reply -> reply.header("Cache-Control", "no-store"))
                .orElseGet(Receipts::later);
    }

    private Entry.Located visible(Account account, UUID exchange) {
        return notary.index().find(exchange).stream()
                .filter(located -> isParty(account, located))
                .min(Comparator.comparing(located -> located.key().role()))
                .orElseThrow(
                        () ->
                                new Problem(
                                        Problem.Kind.NOT_FOUND,
                                        "this site has no such exchange of yours; ask at the node that made the call"));
    }

    /// A system sees the exchanges of its own member, on the side on which that member stood. Each node
    /// holds the leaf of its own side, so a party asks its own node.
    private static boolean isParty(Account account, Entry.Located located) {
        return switch (account) {
            case Account.AuditorAccount _ -> true;
            case Account.SystemAccount system -> {
                var member = system.id().member().toString();
                yield switch (located.key().role()) {
                    case CONSUMER -> located.consumer().equals(member);
                    case PROVIDER -> located.provider().filter(member::equals).isPresent();
                };
            }
        };
    }

    private static Reply later() {
        return Reply.json(Map.of("status", "pending"))
                .status(202)
                .header("Retry-After", WAIT_SECONDS);
    }
}
