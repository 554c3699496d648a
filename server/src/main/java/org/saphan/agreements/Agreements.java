package org.saphan.agreements;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.saphan.evidence.AgreementText;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Seal;
import org.saphan.evidence.Sealed;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.Uuid7;
import org.saphan.kernel.http.Routes;
import org.saphan.kernel.sql.Acts;
import org.saphan.kernel.sql.Database;
import org.saphan.members.Members;

/// The agreements of this site and what they grant.
///
/// A hub holds every agreement for the register; a node holds those of its own members and lets the
/// gateway ask [#grants()].
public final class Agreements {

    /// Brings a sealed notice to another site and returns only when that site has kept it.
    public interface Courier {

        void deliver(String site, Bytes sealedNotice);
    }

    private final Database database;
    private final Acts acts;
    private final Acts.Appender appender;
    private final Members members;
    private final Courier courier;
    private final Uuid7 ids;

    /// Replaced as a whole after each change, under the database's own order of changes.
    private volatile Grants grants = Grants.none();

    private Agreements(
            Database database,
            Acts acts,
            Acts.Appender appender,
            Members members,
            Courier courier,
            Uuid7 ids) {
        this.database = database;
        this.acts = acts;
        this.appender = appender;
        this.members = members;
        this.courier = courier;
        this.ids = ids;
    }

    public static Agreements open(
            Database database,
            Acts acts,
            Acts.Appender appender,
            Members members,
            Courier courier,
            Uuid7 ids) {
        var agreements = new Agreements(database, acts, appender, members, courier, ids);
        agreements.recompile();
        return agreements;
    }

    public Grants grants() {
        return grants;
    }

    /// The sealed text, for a receipt.
    public Optional<SealedAgreement> find(String id, long version) {
        return database.read(handle -> AgreementStore.find(handle, id, version))
                .map(AgreementStore.Row::agreement);
    }

    public Routes operationsRoutes() {
        return new AgreementRoutes(this).operations();
    }

    public Routes peerRoutes() {
        return new AgreementRoutes(this).peers();
    }

    List<AgreementStore.Row> list() {
        return database.read(AgreementStore::all);
    }

    /// Adds the seal of one of our own members to an agreement that is still on its way.
    Sealed seal(Sealed sealed, MemberId as) {
        requireOwn(as);
        var text = AgreementText.parse(sealed.text());
        requireParty(text, as);
        requireSameOdrl(text);
        var seal = members.sealer(as).seal(sealed.text());
        record(
                handle -> {},
                "agreement-sealed",
                as.toString(),
                text,
                Optional.of(sealed.text().sha256()));
        return sealed.with(seal);
    }

    /// Takes an agreement into force here. Installing the same bytes again changes nothing.
    SealedAgreement install(Sealed sealed) {
        var agreement = SealedAgreement.of(sealed);
        check(agreement);
        var text = agreement.text();
        boolean known = database.read(handle -> isInstalled(handle, agreement));
        if (!known) {
            record(
                    handle -> AgreementStore.insert(handle, agreement, members.now()),
                    members.isHub() ? "agreement-registered" : "agreement-installed",
                    text.provider(),
                    text,
                    Optional.of(agreement.hash()));
        }
        recompile();
        return agreement;
    }

    private boolean isInstalled(Handle handle, SealedAgreement agreement) {
        var text = agreement.text();
        var installed = AgreementStore.find(handle, text.id(), text.version());
        if (installed.isPresent()
                && !installed.get().agreement().bytes().equals(agreement.bytes())) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "agreement "
                            + text.id()
                            + " version "
                            + text.version()
                            + " is installed with another text;"
                            + " give the changed one a higher version");
        }
        return installed.isPresent();
    }

    private void check(SealedAgreement agreement) {
        var text = agreement.text();
        requireSameOdrl(text);
        requireSealed(agreement, text.consumer());
        requireSealed(agreement, text.provider());
        if (!members.isHub() && ownParty(text).isEmpty()) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN, "no member of this site is a party to " + text.id());
        }
        var trust = members.trust();
        for (var clause : text.clauses()) {
            for (var purpose : clause.purposes()) {
                if (!trust.knowsPurpose(purpose)) {
                    throw new Problem(
                            Problem.Kind.MALFORMED,
                            "purpose " + purpose + " is not on the hub's list");
                }
            }
        }
        for (var basis : text.legalBases()) {
            if (!trust.knowsLegalBasis(basis)) {
                throw new Problem(
                        Problem.Kind.MALFORMED,
                        "legal basis " + basis + " is not on the hub's list");
            }
        }
    }

    private void requireSealed(SealedAgreement agreement, String member) {
        for (var seal : agreement.seals()) {
            if (seal.signer().equals(member) && isGood(seal, agreement.bytes())) {
                return;
            }
        }
        throw new Problem(
                Problem.Kind.FORBIDDEN,
                member + " has not sealed this agreement, or not with a key on the trust list");
    }

    private boolean isGood(Seal seal, Bytes text) {
        return members.trust()
                .sealKey(MemberId.parse(seal.signer()), seal.key(), members.now())
                .map(key -> key.verifies(seal.batchText(text), seal.signature()))
                .orElse(false);
    }

    private static void requireSameOdrl(AgreementText text) {
        if (!Odrl.of(text).sha256().equals(text.odrl())) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "the ODRL policy that this text yields has another hash than its odrl line says;"
                            + " make the text again with 'saphan agreement draft'");
        }
    }

    Bytes odrl(AgreementText text) {
        return Odrl.of(text);
    }

    /// Suspends, resumes or ends in the name of one of our members. Closes here first, then tells.
    Notice close(String id, long version, Notice.Kind kind, MemberId by, String reason) {
        requireOwn(by);
        requireNotEnded(id, version);
        var notice =
                new Notice(
                        ids.next().toString(),
                        id,
                        version,
                        kind,
                        by.toString(),
                        members.now(),
                        reason);
        var sealed = new Sealed(notice.bytes(), List.of(members.sealer(by).seal(notice.bytes())));
        accept(notice, sealed, true);
        return notice;
    }

    private void requireNotEnded(String id, long version) {
        boolean ended =
                database.read(handle -> AgreementStore.find(handle, id, version))
                        .map(row -> row.state() == State.ENDED)
                        .orElse(false);
        if (ended) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "this agreement has ended, and that is for ever; make a new one");
        }
    }

    /// A notice that came from another site.
    void receive(Sealed sealed) {
        var notice = Notice.parse(sealed.text());
        if (sealed.seals().size() != 1
                || !sealed.seals().getFirst().signer().equals(notice.by())
                || !isGood(sealed.seals().getFirst(), sealed.text())) {
            throw new Problem(Problem.Kind.FORBIDDEN, "the notice is not sealed by " + notice.by());
        }
        accept(notice, sealed, members.isHub());
    }

    private void accept(Notice notice, Sealed sealed, boolean tellOthers) {
        record(
                handle -> change(handle, notice, sealed, tellOthers),
                "agreement-" + notice.kind().word(),
                notice.by(),
                textOf(notice),
                Optional.of(sealed.text().sha256()));
        recompile();
    }

    private AgreementText textOf(Notice notice) {
        return find(notice.agreement(), notice.version())
                .map(SealedAgreement::text)
                .orElseThrow(
                        () ->
                                new Problem(
                                        Problem.Kind.NOT_FOUND,
                                        "no agreement "
                                                + notice.agreement()
                                                + " version "
                                                + notice.version()));
    }

    private void change(Handle handle, Notice notice, Sealed sealed, boolean tellOthers) {
        var row = AgreementStore.lock(handle, notice.agreement(), notice.version()).orElseThrow();
        var text = row.agreement().text();
        requireMayClose(text, notice.by());
        if (!AgreementStore.insertNotice(handle, notice, sealed, members.now())) {
            return;
        }
        boolean bySuspender = row.suspendedBy().map(notice.by()::equals).orElse(false);
        var state = row.state().after(notice, bySuspender);
        if (notice.kind() == Notice.Kind.RESUME && state == State.SUSPENDED) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "only " + row.suspendedBy().orElse("who suspended") + " can resume this");
        }
        var suspendedBy =
                state == State.SUSPENDED
                        ? row.suspendedBy().or(() -> Optional.of(notice.by()))
                        : Optional.<String>empty();
        AgreementStore.setState(handle, notice, state, suspendedBy);
        if (tellOthers) {
            sitesToTell(text).forEach(site -> AgreementStore.insertDue(handle, notice, site));
        }
    }

    private void requireMayClose(AgreementText text, String by) {
        if (!by.equals(text.consumer())
                && !by.equals(text.provider())
                && !by.equals(members.hubOperator().toString())) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    by + " is neither a party to this agreement nor the hub");
        }
    }

    private Set<String> sitesToTell(AgreementText text) {
        var sites = new LinkedHashSet<String>();
        var trust = members.trust();
        for (var party : List.of(text.consumer(), text.provider())) {
            trust.siteOf(MemberId.parse(party)).ifPresent(site -> sites.add(site.id()));
        }
        sites.add(trust.hub());
        sites.remove(members.site());
        return sites;
    }

    /// Brings due notices to their sites; true when there was something to do. Called in a loop, and
    /// at once after a change. What cannot be delivered now stays due.
    public boolean step() {
        var due = database.read(AgreementStore::due);
        boolean delivered = false;
        var unreachable = new LinkedHashSet<String>();
        for (var notice : due) {
            if (!unreachable.contains(notice.site())) {
                try {
                    courier.deliver(notice.site(), notice.sealed());
                    database.write(
                            handle -> {
                                AgreementStore.delivered(handle, notice);
                                return true;
                            });
                    delivered = true;
                } catch (Problem e) {
                    unreachable.add(notice.site());
                }
            }
        }
        return delivered;
    }

    public int undeliveredNotices() {
        return database.read(AgreementStore::due).size();
    }

    private interface Change {

        void in(Handle handle);
    }

    /// One transaction with its outbox row; returns when the act is in the log.
    private void record(
            Change change, String kind, String by, AgreementText about, Optional<Bytes> hash) {
        var act =
                new Leaf.Act(
                        ids.next().toString(),
                        members.now(),
                        members.site(),
                        kind,
                        by,
                        about.id() + " version " + about.version(),
                        hash);
        database.write(
                handle -> {
                    change.in(handle);
                    acts.record(handle, act.act(), act.bytes());
                    return true;
                });
        acts.flush(appender);
    }

    private synchronized void recompile() {
        grants = Grants.of(database.read(AgreementStore::newest));
    }

    private List<MemberId> ownParty(AgreementText text) {
        var own = new ArrayList<MemberId>();
        for (var party : List.of(text.consumer(), text.provider())) {
            var id = MemberId.parse(party);
            if (members.own().contains(id)) {
                own.add(id);
            }
        }
        return own;
    }

    private void requireOwn(MemberId member) {
        if (!members.own().contains(member)) {
            throw new Problem(Problem.Kind.FORBIDDEN, member + " is not a member of this site");
        }
    }

    private static void requireParty(AgreementText text, MemberId member) {
        if (!text.consumer().equals(member.toString())
                && !text.provider().equals(member.toString())) {
            throw new Problem(Problem.Kind.FORBIDDEN, member + " is not a party to " + text.id());
        }
    }

    /// Foreign bytes that do not parse are the sender's mistake, told by field.
    static Sealed parse(Bytes bytes) {
        try {
            return Sealed.parse(bytes);
        } catch (MalformedText e) {
            throw new Problem(Problem.Kind.MALFORMED, "not a sealed text: " + e.getMessage());
        }
    }
}
