package org.saphan.members;

import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Sealed;
import org.saphan.evidence.Sealer;
import org.saphan.evidence.receipt.Anchor;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.Uuid7;
import org.saphan.kernel.http.Answer;
import org.saphan.kernel.http.Call;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.Outcome;
import org.saphan.kernel.http.Routes;
import org.saphan.kernel.sql.Acts;
import org.saphan.kernel.sql.Database;

/// Who belongs to the exchange, as this site knows it: the trust list that it has, its own members'
/// keys, and the accounts of those who call it.
public final class Members {

    private static final Duration LONG_POLL = Duration.ofSeconds(25);
    private static final int ANNOUNCEMENT_BYTES = 64 << 10;
    private static final Duration AHEAD = Duration.ofHours(1);

    /// How this site calls others: over mutual TLS, and over plain HTTP to a public listener.
    @FunctionalInterface
    public interface Caller {

        Outcome call(Call call);
    }

    /// What this room needs from the rest of its site.
    public record Parts(
            MembersSettings settings,
            SiteKeys keys,
            Database database,
            Acts acts,
            Acts.Appender appender,
            Caller caller,
            Clock clock,
            SecureRandom random) {}

    private final MembersSettings settings;
    private final Database database;
    private final Acts acts;
    private final Acts.Appender appender;
    private final Caller caller;
    private final SiteClock clock;
    private final Uuid7 ids;
    private final X509Certificate root;
    private final TrustStore store;
    private final Accounts accounts;
    private final Map<MemberId, Sealer> sealers = new HashMap<>();
    private final Optional<Hub> hub;

    private final ReentrantLock turning = new ReentrantLock();
    private final Condition turned = turning.newCondition();
    private volatile Optional<TrustList> trust = Optional.empty();

    private Members(Parts parts) {
        this.settings = parts.settings();
        this.database = parts.database();
        this.acts = parts.acts();
        this.appender = parts.appender();
        this.caller = parts.caller();
        this.clock = new SiteClock(parts.clock());
        this.ids = new Uuid7(clock, parts.random());
        this.root = parts.keys().root();
        this.store = new TrustStore(settings.directory());
        this.accounts = new Accounts(database, parts.random());
        for (var member : parts.keys().members()) {
            sealers.put(member, parts.keys().seal(member).sealerFor(member.value(), clock));
        }
        store.newest().ifPresent(list -> take(TrustList.open(list, root)));
        this.hub = settings.hub() ? Optional.of(openHub(parts)) : Optional.empty();
    }

    private Hub openHub(Parts parts) {
        var founding = Founding.read(settings.directory());
        return new Hub(
                new Hub.Parts(
                        settings,
                        parts.keys(),
                        database,
                        acts,
                        appender,
                        clock,
                        ids,
                        parts.random()),
                founding,
                this::publish);
    }

    /// Opens a site that has joined; see [Joining], and [Founding] for a hub.
    public static Members open(Parts parts) {
        if (!parts.keys().hasJoined()) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "this site has no certificates yet; use 'saphan join', or 'saphan hub init' for"
                            + " a hub");
        }
        return new Members(parts);
    }

    /// Never before the newest trust list or checkpoint that this site has seen.
    public Instant now() {
        return clock.instant();
    }

    public Clock clock() {
        return clock;
    }

    /// Time never runs before this: something that another site sealed was that late.
    public void saw(Instant time) {
        clock.saw(time);
    }

    public Uuid7 ids() {
        return ids;
    }

    /// The id of this site.
    public String instance() {
        return settings.instance();
    }

    public String site() {
        return settings.site();
    }

    public boolean isHub() {
        return hub.isPresent();
    }

    public MemberId hubOperator() {
        return trust().text().operator();
    }

    /// The members whose keys this site holds.
    public Set<MemberId> own() {
        return sealers.keySet();
    }

    public Sealer sealer(MemberId own) {
        return Optional.ofNullable(sealers.get(own)).orElseThrow();
    }

    /// The newest trust list, whether or not its time is over.
    public TrustList trust() {
        return trust.orElseThrow(
                () ->
                        new Problem(
                                Problem.Kind.BUSY,
                                "this site has no trust list yet",
                                Optional.of(Duration.ofSeconds(1))));
    }

    /// Whose key is this?
    public Optional<Account> account(String key) {
        return accounts.find(key);
    }

    /// A calling system that is registered at this site.
    public Optional<Account.SystemAccount> system(SystemId id) {
        return accounts.system(id);
    }

    /// The root certificate of the exchange, DER.
    public Bytes root() {
        try {
            return Bytes.of(root.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("encoding a certificate", e);
        }
    }

    /// The certificate (DER) of any key that ever stood on a trust list here.
    public Optional<Bytes> certificateOf(Bytes fingerprint) {
        return store.certificate(fingerprint);
    }

    /// What a checker of receipts holds: the root, and every revocation known here.
    public Anchor anchor() {
        return new Anchor(settings.instance(), root(), new TreeMap<>(trust().text().revoked()));
    }

    /// Registers a system of one of our members, or gives it a new key; the key is told this once.
    String registerSystem(SystemId id, Optional<String> purpose) {
        requireOwn(id.member());
        if (purpose.isPresent() && !trust().knowsPurpose(purpose.get())) {
            throw new Problem(Problem.Kind.MALFORMED, "this purpose is not on the hub's list");
        }
        var key = accounts.newKey();
        record(
                "system-registered",
                id.member().value(),
                id.value(),
                handle -> {
                    Accounts.save(handle, new Account.SystemAccount(id, purpose), key, now());
                    wish(handle, id.value(), "SYSTEM");
                });
        accounts.reload();
        return key;
    }

    String registerAuditor(String name) {
        var key = accounts.newKey();
        record(
                "auditor-registered",
                settings.site(),
                name,
                handle -> Accounts.save(handle, new Account.AuditorAccount(name), key, now()));
        accounts.reload();
        return key;
    }

    /// Tells the hub of a new service, as soon as it can be reached.
    public void announceService(ServiceId id) {
        requireOwn(id.member());
        database.write(
                handle -> {
                    wish(handle, id.value(), "SERVICE");
                    return true;
                });
    }

    private void requireOwn(MemberId member) {
        if (!sealers.containsKey(member)) {
            throw new Problem(Problem.Kind.FORBIDDEN, member + " is not a member of this site");
        }
    }

    private static void wish(Handle handle, String id, String kind) {
        handle.createUpdate(
                        """
                        INSERT INTO announced (id, kind) VALUES (:id, :kind)
                        ON CONFLICT (id) DO NOTHING
                        """)
                .bind("id", id)
                .bind("kind", kind)
                .execute();
    }

    private interface Change {

        void in(Handle handle);
    }

    private void record(String kind, String by, String about, Change change) {
        var act =
                new Leaf.Act(
                        ids.next().toString(),
                        now().truncatedTo(ChronoUnit.MILLIS),
                        settings.site(),
                        kind,
                        by,
                        about,
                        Optional.empty());
        database.write(
                handle -> {
                    change.in(handle);
                    acts.record(handle, act.act(), act.bytes());
                    return true;
                });
        acts.flush(appender);
    }

    /// Announces what the trust list does not show yet; true when there was something to announce.
    public boolean announceStep() {
        var missing = missing();
        if (missing.isEmpty()) {
            return false;
        }
        if (hub.isPresent()) {
            hub.get().announce(trust().site(site()).orElseThrow(), trust(), missing.get());
        } else {
            var answer =
                    toHub(
                            "POST",
                            "/peer/v1/announcements",
                            Json.write(missing.get()),
                            ANNOUNCEMENT_BYTES);
            if (answer.status() != 204) {
                throw new Problem(
                        Problem.Kind.PEER_FAILED,
                        "the hub answered " + answer.status() + " to an announcement");
            }
        }
        return true;
    }

    private Optional<Announcement> missing() {
        var list = trust();
        var systems =
                wishes("SYSTEM").stream()
                        .map(SystemId::parse)
                        .filter(id -> !list.knowsSystem(id))
                        .limit(Announcement.MAX_NAMES)
                        .toList();
        var services =
                wishes("SERVICE").stream()
                        .map(ServiceId::parse)
                        .filter(id -> !list.knowsService(id))
                        .limit(Announcement.MAX_NAMES)
                        .toList();
        boolean moved =
                list.site(site())
                        .map(
                                self ->
                                        !self.publicBase().equals(settings.publicBase())
                                                || !self.peers().equals(settings.peers()))
                        .orElse(false);
        return systems.isEmpty() && services.isEmpty() && !moved
                ? Optional.empty()
                : Optional.of(
                        new Announcement(
                                systems, services, settings.publicBase(), settings.peers()));
    }

    private List<String> wishes(String kind) {
        return database.read(
                handle ->
                        handle.createQuery("SELECT id FROM announced WHERE kind = :kind")
                                .bind("kind", kind)
                                .mapTo(String.class)
                                .list());
    }

    /// At a node: waits at the hub for a newer list, and takes it. True when one came.
    public boolean trustStep() {
        var known = trust().version();
        var answer = newerThan(known);
        if (answer.status() == 204) {
            return true;
        }
        if (answer.status() != 200) {
            throw new Problem(
                    Problem.Kind.PEER_FAILED,
                    "the hub answered " + answer.status() + " when asked for the trust list");
        }
        receive(answer.body());
        return true;
    }

    /// Over the connection that waits; when the hub's peers listener is not where the list says, from
    /// its public one, since the list is proved by its seal and not by who brings it.
    private Answer newerThan(long version) {
        try {
            return toHub(
                    "GET",
                    "/peer/v1/trust?after=" + version,
                    Bytes.empty(),
                    TrustText.MAX_BYTES * 2);
        } catch (Problem e) {
            var outcome =
                    caller.call(
                            new Call(
                                    "GET",
                                    Call.Place.of(settings.hubBase()),
                                    "/trust",
                                    List.of(),
                                    Bytes.empty(),
                                    Duration.ofSeconds(10),
                                    TrustText.MAX_BYTES * 2,
                                    _ -> {}));
            if (outcome instanceof Outcome.Answered(var answer) && isNews(answer, version)) {
                return answer;
            }
            throw e;
        }
    }

    private static boolean isNews(Answer answer, long version) {
        try {
            return answer.status() == 200
                    && TrustText.parse(Sealed.parse(answer.body()).text()).version() > version;
        } catch (MalformedText e) {
            return false;
        }
    }

    private Answer toHub(String method, String target, Bytes body, int answerBytes) {
        var list = trust();
        var site = list.site(list.hub()).orElseThrow();
        var headers =
                body.size() == 0
                        ? List.<Header>of()
                        : List.of(new Header("Content-Type", "application/json"));
        return caller.call(
                        new Call(
                                method,
                                Call.Place.of(site.peers()),
                                target,
                                headers,
                                body,
                                LONG_POLL.plusSeconds(10),
                                answerBytes,
                                chain -> requireHub(chain)))
                .orThrow();
    }

    private void requireHub(List<X509Certificate> chain) {
        var actual = chain.stream().findFirst().flatMap(trust()::siteOfTls);
        if (actual.isEmpty() || !actual.get().id().equals(trust().hub())) {
            throw new Problem(Problem.Kind.PEER_FAILED, "the certificate is not that of the hub");
        }
    }

    /// 1. Everything about the list is checked. 2. It is durable. 3. It counts.
    void receive(Bytes sealedBytes) {
        try {
            var list = TrustList.open(Sealed.parse(sealedBytes), root);
            turning.lock();
            try {
                requireNotAhead(list);
                publish(list);
            } finally {
                turning.unlock();
            }
        } catch (MalformedText e) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN, "the trust list is refused: " + e.getMessage());
        }
    }

    /// Our time never runs before a list that we took, so one wrong clock at the hub would move every
    /// site's for good.
    private void requireNotAhead(TrustList list) {
        if (list.issued().isAfter(clock.instant().plus(AHEAD))) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "the trust list is refused: it was issued more than "
                            + AHEAD.toHours()
                            + " h ahead of this site's clock; set the clock by NTP, here or at the"
                            + " hub");
        }
    }

    private void publish(TrustList list) {
        turning.lock();
        try {
            trust.ifPresent(list::requireNewerThan);
            store.keep(list);
            take(list);
        } finally {
            turning.unlock();
        }
    }

    private void take(TrustList list) {
        turning.lock();
        try {
            clock.saw(list.issued());
            trust = Optional.of(list);
            turned.signalAll();
        } finally {
            turning.unlock();
        }
    }

    /// The hub's side of the waiting connection: a list newer than this one, or nothing for a while.
    Optional<Sealed> awaitNewerThan(long version) {
        long left = LONG_POLL.toNanos();
        turning.lock();
        try {
            while (trust().version() <= version && left > 0) {
                left = turned.awaitNanos(left);
            }
            return trust().version() > version ? Optional.of(trust().sealed()) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            turning.unlock();
        }
    }

    /// At the hub: renews the list in time. True when it did.
    public boolean issueStep() {
        return hub.isPresent() && hub.get().reissue(trust());
    }

    Hub asHub() {
        return hub.orElseThrow(
                () -> new Problem(Problem.Kind.FORBIDDEN, "only the hub can do this"));
    }

    Bytes rootFingerprint() {
        return Joining.fingerprint(root);
    }

    public Routes operationsRoutes() {
        return new MemberRoutes(this).operations();
    }

    public Routes peerRoutes() {
        return new MemberRoutes(this).peers();
    }

    public Routes publicRoutes() {
        return new MemberRoutes(this).open();
    }
}
