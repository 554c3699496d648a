package org.saphan.members;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Sealed;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.Uuid7;
import org.saphan.kernel.sql.Acts;
import org.saphan.kernel.sql.Database;

/// The hub's side of membership: admits, certifies, suspends, and issues the trust list. Each change is
/// one transaction with its act, the next list and that list's act.
final class Hub {

    private static final Duration TOKEN_LIFE = Duration.ofHours(24);

    /// Systems and services of one member: forty members that use it all still fit into one list.
    static final int MAX_NAMES = 1_000;

    /// What changes about the members of the exchange.
    private interface Change {

        void in(Handle handle);
    }

    private final MembersSettings settings;
    private final SiteKeys keys;
    private final Authority authority;
    private final Database database;
    private final Acts acts;
    private final Acts.Appender appender;
    private final Clock clock;
    private final Uuid7 ids;
    private final SecureRandom random;
    private final MemberId operator;
    private final Consumer<TrustList> publish;

    /// What the hub shares with the rest of its room.
    record Parts(
            MembersSettings settings,
            SiteKeys keys,
            Database database,
            Acts acts,
            Acts.Appender appender,
            Clock clock,
            Uuid7 ids,
            SecureRandom random) {}

    /// @param publish takes each new list into use
    Hub(Parts parts, Founding founding, Consumer<TrustList> publish) {
        this.settings = parts.settings();
        this.keys = parts.keys();
        this.authority = new Authority(keys.pair("root", "ES256"), keys.root(), parts.random());
        this.database = parts.database();
        this.acts = parts.acts();
        this.appender = parts.appender();
        this.clock = parts.clock();
        this.ids = parts.ids();
        this.random = parts.random();
        this.operator = founding.operator().id();
        this.publish = publish;
        open(founding);
    }

    /// The newest list, or the first one of a hub that was just made.
    private void open(Founding founding) {
        var newest = kept();
        if (newest.isPresent()) {
            publish.accept(newest.get());
            return;
        }
        change(
                "hub-founded",
                operator.value(),
                handle -> {
                    for (var code : Json.read(codedWords(), TrustText.Code[].class)) {
                        Registry.addWord(handle, code);
                    }
                    Registry.addSite(
                            handle,
                            settings.site(),
                            new Addresses(settings.publicBase(), settings.peers()));
                    Registry.addMember(handle, founding.operator(), settings.site());
                    addOwnCertificates(handle);
                });
    }

    private static Bytes codedWords() {
        try (var resource = Hub.class.getResourceAsStream("coded-words.json")) {
            return Bytes.owning(resource.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("reading the coded words", e);
        }
    }

    private void addOwnCertificates(Handle handle) {
        for (var role : CertificateRole.values()) {
            if (role != CertificateRole.SEAL) {
                add(
                        handle,
                        "site:" + settings.site(),
                        role,
                        keys.certificate(SiteKeys.nameOf(role)));
            }
        }
        add(
                handle,
                "member:" + operator,
                CertificateRole.SEAL,
                keys.certificate(SiteKeys.sealOf(operator)));
    }

    private static void add(
            Handle handle, String owner, CertificateRole role, X509Certificate certificate) {
        try {
            boolean fresh =
                    Registry.addCertificate(
                            handle,
                            new Registry.Certified(
                                    owner, role.word(), Bytes.of(certificate.getEncoded())),
                            Bytes.of(certificate.getPublicKey().getEncoded()).sha256());
            if (!fresh) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "the key for " + role.word() + " has a certificate for something else");
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("encoding a certificate", e);
        }
    }

    MemberId operator() {
        return operator;
    }

    /// Opens the door for a site with these members; gives the token, this once.
    String admit(String site, List<Admitted> admitted) {
        requireSiteId(site);
        if (site.equals(settings.site())) {
            throw new Problem(Problem.Kind.CONFLICT, "the hub's own site cannot join");
        }
        admitted.forEach(member -> requireOurs(member.id()));
        var secret = new byte[32];
        random.nextBytes(secret);
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        change(
                "site-admitted",
                site,
                handle -> {
                    admitted.forEach(member -> requireFree(handle, member.id(), site));
                    admitted.forEach(member -> Registry.addMember(handle, member, site));
                    Registry.invite(
                            handle, site, new Registry.Invitation(token, now().plus(TOKEN_LIFE)));
                });
        return token;
    }

    private void requireOurs(MemberId member) {
        if (!member.instance().equals(settings.instance())) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "a member id of this exchange begins with " + settings.instance() + "/");
        }
    }

    private static void requireFree(Handle handle, MemberId member, String site) {
        var other = Registry.siteOf(handle, member).filter(at -> !at.equals(site));
        if (other.isPresent()) {
            throw new Problem(
                    Problem.Kind.CONFLICT, member + " is admitted at the site " + other.get());
        }
    }

    /// `POST /join`. The same keys get the same answer again as long as the token lives; other keys
    /// do not.
    Bytes join(String proof, Bytes body) {
        var application = Json.read(body, Joining.Application.class);
        change(
                "site-joined",
                requireSiteId(application.site()),
                handle -> join(handle, application, proof, body));
        return Json.write(database.read(handle -> admission(handle, application.site())));
    }

    private static String requireSiteId(String site) {
        if (!site.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new Problem(
                    Problem.Kind.MALFORMED, "a site id is lower-case letters, digits and dashes");
        }
        return site;
    }

    private void join(Handle handle, Joining.Application application, String proof, Bytes body) {
        var site = application.site();
        var invitation = Registry.invitation(handle, site).orElseThrow(Hub::notInvited);
        boolean proved =
                Bytes.utf8(proof)
                        .equalsInConstantTime(Bytes.utf8(Joining.proof(invitation.token(), body)));
        if (!proved || now().isAfter(invitation.expires())) {
            throw notInvited();
        }
        var addresses = application.addresses();
        for (var request : requests(handle, application).entrySet()) {
            certify(handle, request.getKey(), request.getValue());
        }
        Registry.addSite(handle, site, addresses);
    }

    /// The same words whatever is wrong, so that nobody can find out which sites are invited.
    private static Problem notInvited() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "this site was not admitted with this token, or the token is older than 24 hours; ask"
                        + " the hub's operator for a new one");
    }

    private record Wanted(String owner, Subject subject) {}

    private Map<Wanted, PublicKey> requests(Handle handle, Joining.Application application) {
        var wanted = new LinkedHashMap<Wanted, PublicKey>();
        var site = application.site();
        for (var role :
                List.of(CertificateRole.TLS, CertificateRole.LOG, CertificateRole.WITNESS)) {
            var request = decoded(application.requests(), role.word());
            var name = role == CertificateRole.TLS ? site : Authority.nameIn(request);
            var subject = new Subject(settings.instance(), role, name);
            requireFree(handle, "site:" + site, subject);
            wanted.put(new Wanted("site:" + site, subject), Authority.keyOf(request, subject));
        }
        var members = Registry.membersAt(handle, site);
        requireNoOthers(application, members);
        for (var member : members) {
            var request = decoded(application.seals(), member.value());
            var subject = new Subject(settings.instance(), CertificateRole.SEAL, member.value());
            wanted.put(new Wanted("member:" + member, subject), Authority.keyOf(request, subject));
        }
        return wanted;
    }

    /// A key that nobody asked the hub's operator for must not pass unnoticed.
    private static void requireNoOthers(Joining.Application application, List<MemberId> members) {
        if (application.requests().size() > 3 || application.seals().size() > members.size()) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "a site asks for the keys tls, log and witness, and for the seals of the members"
                            + " that were admitted at it");
        }
    }

    /// A log's origin and a witness's name are those of one site for ever.
    private static void requireFree(Handle handle, String owner, Subject subject) {
        boolean taken =
                Registry.certificates(handle, subject.role().word()).stream()
                        .filter(certified -> !certified.owner().equals(owner))
                        .anyMatch(
                                certified ->
                                        SiteKeys.parse(certified.der())
                                                .flatMap(Subject::of)
                                                .equals(Optional.of(subject)));
        if (taken || !subject.name().matches("[A-Za-z0-9][A-Za-z0-9./_-]{0,199}")) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "the name of the "
                            + subject.role().word()
                            + " is taken by another site, or is not letters, digits, dots, dashes"
                            + " and slashes");
        }
    }

    private static Bytes decoded(Map<String, String> requests, String name) {
        var request = requests.get(name);
        if (request == null) {
            throw new Problem(
                    Problem.Kind.MALFORMED, "the certificate request for " + name + " is missing");
        }
        try {
            return Bytes.fromBase64(request);
        } catch (MalformedText e) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "the certificate request for " + name + " is not base64");
        }
    }

    /// One key for each role of a site and one for each member; a member that is admitted later gets
    /// its own when the site applies again.
    private void certify(Handle handle, Wanted wanted, PublicKey key) {
        var role = wanted.subject().role();
        var known =
                Registry.certificatesOf(handle, wanted.owner()).stream()
                        .filter(certified -> certified.role().equals(role.word()))
                        .flatMap(certified -> SiteKeys.parse(certified.der()).stream())
                        .map(X509Certificate::getPublicKey)
                        .toList();
        if (known.isEmpty()) {
            add(handle, wanted.owner(), role, authority.issue(wanted.subject(), key, now()));
        } else if (known.stream().noneMatch(key::equals)) {
            throw new Problem(
                    Problem.Kind.CONFLICT, "this site has joined already, with other keys");
        }
    }

    private Joining.Admission admission(Handle handle, String site) {
        var certificates = new TreeMap<String, String>();
        for (var certified : Registry.certificatesOf(handle, "site:" + site)) {
            certificates.put(certified.role(), certified.der().base64());
        }
        var seals = new TreeMap<String, String>();
        for (var member : Registry.membersAt(handle, site)) {
            Registry.certificatesOf(handle, "member:" + member)
                    .forEach(certified -> seals.put(member.value(), certified.der().base64()));
        }
        try {
            return new Joining.Admission(
                    Bytes.of(authority.root().getEncoded()).base64(),
                    certificates,
                    seals,
                    Registry.newestList(handle).orElseThrow().base64());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("encoding a certificate", e);
        }
    }

    /// What a listed site says about itself. Only systems and services of its own members count.
    void announce(TrustList.Site from, TrustList trust, Announcement announcement) {
        for (var system : announcement.systems()) {
            requireAt(from, trust, system.member());
        }
        for (var service : announcement.services()) {
            requireAt(from, trust, service.member());
        }
        var addresses = announcement.addresses();
        change(
                "site-announced",
                from.id(),
                handle -> {
                    for (var system : announcement.systems()) {
                        addName(handle, system.member(), system.value(), "SYSTEM");
                    }
                    for (var service : announcement.services()) {
                        addName(handle, service.member(), service.value(), "SERVICE");
                    }
                    Registry.addSite(handle, from.id(), addresses);
                });
    }

    /// One member must not fill the list, or nobody else could be suspended any more.
    private static void addName(Handle handle, MemberId member, String id, String kind) {
        Registry.addName(handle, id, kind);
        if (Registry.namesOf(handle, member) > MAX_NAMES) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "a member has at most " + MAX_NAMES + " systems and services on the list");
        }
    }

    private static void requireAt(TrustList.Site site, TrustList trust, MemberId member) {
        if (!trust.siteOf(member).map(TrustList.Site::id).equals(Optional.of(site.id()))) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN, member + " is not a member of the calling site");
        }
    }

    void suspend(MemberId member, String reason) {
        change(
                "member-suspended",
                member + ": " + reason,
                handle -> requireAdmitted(member, Registry.suspend(handle, member, now())));
    }

    void resume(MemberId member, String reason) {
        change(
                "member-resumed",
                member + ": " + reason,
                handle -> requireAdmitted(member, Registry.resume(handle, member)));
    }

    private static void requireAdmitted(MemberId member, boolean found) {
        if (!found) {
            throw new Problem(Problem.Kind.NOT_FOUND, "no member " + member + " is admitted");
        }
    }

    void revoke(Bytes fingerprint, String reason) {
        change(
                "key-revoked",
                fingerprint.hex() + ": " + reason,
                handle -> {
                    if (!Registry.isCertified(handle, fingerprint)) {
                        throw new Problem(
                                Problem.Kind.NOT_FOUND, "no certificate was issued for this key");
                    }
                    Registry.revoke(handle, fingerprint, now());
                });
    }

    /// Also at half of its own life, which an earlier setting may have made shorter than today's.
    private boolean isOld(TrustList list) {
        var half = Duration.between(list.issued(), list.expires()).dividedBy(2);
        return !now().isBefore(list.issued().plus(settings.renewed()))
                || !now().isBefore(list.issued().plus(half));
    }

    /// Issues the list again when it is old enough; true when it did. A change whose act the log could
    /// not take at once is completed here.
    synchronized boolean reissue(TrustList newest) {
        if (database.read(Registry::newestVersion) > newest.version()) {
            acts.flush(appender);
            publish.accept(kept().orElseThrow());
            return true;
        }
        if (!isOld(newest)) {
            return false;
        }
        change("trust-list-renewed", "in time", handle -> {});
        return true;
    }

    private Optional<TrustList> kept() {
        return database.read(Registry::newestList)
                .map(bytes -> TrustList.open(Sealed.parse(bytes), keys.root()));
    }

    /// 1. The change, its act, the next list and its act are one transaction.
    /// 2. The acts reach the log.
    /// 3. The list is published. After a crash before this, opening finds it in the table.
    private synchronized void change(String kind, String about, Change change) {
        var list =
                database.write(
                        handle -> {
                            change.in(handle);
                            record(handle, kind, about, Optional.empty());
                            return nextList(handle);
                        });
        acts.flush(appender);
        publish.accept(list);
    }

    private TrustList nextList(Handle handle) {
        var text =
                Registry.text(
                        handle,
                        settings.instance(),
                        Registry.newestVersion(handle) + 1,
                        now(),
                        settings.counts(),
                        settings.site(),
                        operator);
        var bytes = text.bytes();
        var seal = keys.trust().sealerFor(operator.value(), clock).seal(bytes);
        var sealed = new Sealed(bytes, List.of(seal));
        Registry.keepList(handle, text.version(), sealed.bytes(), text.issued());
        record(
                handle,
                "trust-list-issued",
                "version " + text.version(),
                Optional.of(bytes.sha256()));
        return TrustList.open(sealed, keys.root());
    }

    private void record(Handle handle, String kind, String about, Optional<Bytes> hash) {
        var act =
                new Leaf.Act(
                        ids.next().toString(),
                        now(),
                        settings.site(),
                        kind,
                        operator.value(),
                        about,
                        hash);
        acts.record(handle, act.act(), act.bytes());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
