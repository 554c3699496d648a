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
        var newest = database.read(Registry::newestList);
        if (newest.isPresent()) {
            publish.accept(TrustList.open(Sealed.parse(newest.get()), keys.root()));
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
                            handle, settings.site(), settings.publicBase(), settings.peers());
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
            Registry.addCertificate(
                    handle,
                    new Registry.Certified(owner, role.word(), Bytes.of(certificate.getEncoded())),
                    Bytes.of(certificate.getPublicKey().getEncoded()).sha256());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("encoding a certificate", e);
        }
    }

    MemberId operator() {
        return operator;
    }

    /// Opens the door for a site with these members; gives the token, this once.
    String admit(String site, List<Admitted> admitted) {
        if (!site.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new Problem(
                    Problem.Kind.MALFORMED, "a site id is lower-case letters, digits and dashes");
        }
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
        if (site == null || !site.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new Problem(Problem.Kind.MALFORMED, "site is not a site id");
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
        requireAddresses(application);
        var known = Registry.certificatesOf(handle, "site:" + site);
        for (var request : requests(handle, application).entrySet()) {
            certify(handle, request.getKey(), request.getValue(), !known.isEmpty());
        }
        Registry.addSite(handle, site, application.publicBase(), application.peers());
    }

    /// The same words whatever is wrong, so that nobody can find out which sites are invited.
    private static Problem notInvited() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "this site was not admitted with this token, or the token is older than 24 hours; ask"
                        + " the hub's operator for a new one");
    }

    private static void requireAddresses(Joining.Application application) {
        var base = application.publicBase();
        if (base == null
                || !base.isAbsolute()
                || base.getHost() == null
                || application.peers() == null
                || !application.peers().matches("[A-Za-z0-9.-]{1,253}:[0-9]{1,5}")) {
            throw new Problem(
                    Problem.Kind.MALFORMED, "publicBase must be a URL and peers host:port");
        }
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
        for (var member : Registry.membersAt(handle, site)) {
            var request = decoded(application.seals(), member.value());
            var subject = new Subject(settings.instance(), CertificateRole.SEAL, member.value());
            wanted.put(new Wanted("member:" + member, subject), Authority.keyOf(request, subject));
        }
        return wanted;
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
        var request = requests == null ? null : requests.get(name);
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

    private void certify(Handle handle, Wanted wanted, PublicKey key, boolean again) {
        var fingerprint = Bytes.of(key.getEncoded()).sha256();
        var known =
                Registry.certificatesOf(handle, wanted.owner()).stream()
                        .anyMatch(
                                certified ->
                                        SiteKeys.parse(certified.der())
                                                .map(X509Certificate::getPublicKey)
                                                .map(k -> Bytes.of(k.getEncoded()).sha256())
                                                .equals(Optional.of(fingerprint)));
        if (known) {
            return;
        }
        if (again) {
            throw new Problem(
                    Problem.Kind.CONFLICT, "this site has joined already, with other keys");
        }
        add(
                handle,
                wanted.owner(),
                wanted.subject().role(),
                authority.issue(wanted.subject(), key, now()));
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
        change(
                "site-announced",
                from.id(),
                handle -> {
                    announcement
                            .systems()
                            .forEach(id -> Registry.addName(handle, id.value(), "SYSTEM"));
                    announcement
                            .services()
                            .forEach(id -> Registry.addName(handle, id.value(), "SERVICE"));
                    Registry.addSite(
                            handle, from.id(), announcement.publicBase(), announcement.peers());
                });
    }

    private static void requireAt(TrustList.Site site, TrustList trust, MemberId member) {
        if (!trust.siteOf(member).map(TrustList.Site::id).equals(Optional.of(site.id()))) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN, member + " is not a member of the calling site");
        }
    }

    void suspend(MemberId member, String reason) {
        setSuspended("member-suspended", member, reason, Optional.of(now()));
    }

    void resume(MemberId member, String reason) {
        setSuspended("member-resumed", member, reason, Optional.empty());
    }

    private void setSuspended(
            String kind, MemberId member, String reason, Optional<Instant> since) {
        change(
                kind,
                member + ": " + reason,
                handle -> {
                    if (!Registry.setSuspended(handle, member, since)) {
                        throw new Problem(
                                Problem.Kind.NOT_FOUND, "no member " + member + " is admitted");
                    }
                });
    }

    void revoke(Bytes fingerprint, String reason) {
        change(
                "key-revoked",
                fingerprint.hex() + ": " + reason,
                handle -> Registry.revoke(handle, fingerprint, now()));
    }

    /// Issues the list again when it is old enough; true when it did.
    boolean reissue(TrustList newest) {
        if (now().isBefore(newest.issued().plus(settings.renewed()))) {
            return false;
        }
        change("trust-list-renewed", "in time", handle -> {});
        return true;
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
        var newest =
                Registry.newestList(handle)
                        .map(bytes -> TrustText.parse(Sealed.parse(bytes).text()).version());
        var text =
                Registry.text(
                        handle,
                        settings.instance(),
                        newest.orElse(0L) + 1,
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
