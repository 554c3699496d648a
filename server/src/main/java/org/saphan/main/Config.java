package org.saphan.main;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.saphan.callers.CallerSettings;
import org.saphan.evidence.Bytes;
import org.saphan.exchange.XRoadErrors;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Tls;
import org.saphan.members.Joining;
import org.saphan.members.MembersSettings;

/// One site, as its operator configures it: a JSON file, described field by field in
/// `docs/settings.md`. What the file does not know is refused, so a misspelt setting never passes for
/// a missing one.
///
/// @param instance  the national exchange, for example `TH`
/// @param site      this site's id on the trust list
/// @param role      `hub` or `node`
/// @param data      where this site keeps everything; created with mode 0700
/// @param listeners where it listens
/// @param address   how others reach it
/// @param hub       where the hub is; a hub names itself
/// @param log       the evidence log
/// @param database  an outside PostgreSQL; without it one is embedded under `data`
/// @param callers   how calling systems prove themselves, beside by their keys
/// @param xroadErrors `7.8` or `7.7`: how X-Road's error codes are spelt
/// @param seals     `ES256` or `Ed25519`
/// @param trustList for a hub only: how long its lists count; a day, renewed hourly, without it
record Config(
        String instance,
        String site,
        Role role,
        Path data,
        Listeners listeners,
        Address address,
        Hub hub,
        LogSettings log,
        Optional<DatabaseAddress> database,
        Optional<CallersPart> callers,
        Optional<String> xroadErrors,
        String seals,
        Optional<TrustListSettings> trustList) {

    private static final Pattern SITE = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern INSTANCE = Pattern.compile("[A-Z][A-Z0-9-]{1,19}");

    enum Role {
        HUB,
        NODE
    }

    /// @param host       for all four: a loopback address. Where TLS is spoken, another one may be named:
    ///                   `peersHost`, and `callers.host`
    /// @param peersHost  where other sites reach us
    /// @param systems    calling information systems
    /// @param peers      other sites, mutual TLS 1.3
    /// @param open       pages, receipts, log
    /// @param operations the operator; loopback always
    record Listeners(
            String host,
            Optional<String> peersHost,
            int systems,
            int peers,
            int open,
            int operations) {

        Listeners {
            for (int port : new int[] {systems, peers, open, operations}) {
                if (port < 1 || port > 65_535) {
                    throw refused("listeners: every port is between 1 and 65535");
                }
            }
        }
    }

    /// @param open  base URL of the public listener
    /// @param peers `host:port` of the peers listener
    record Address(URI open, String peers) {

        Address {
            if (!open.isAbsolute() || open.getHost() == null) {
                throw refused("address.open is a URL like https://node.example.go.th");
            }
            if (!peers.matches("[A-Za-z0-9.-]{1,253}:[0-9]{1,5}")) {
                throw refused("address.peers is host:port");
            }
        }
    }

    record Hub(String site, URI open) {}

    /// @param origin       the log's name for ever; a new log needs a new one
    /// @param witness      the name under which this site witnesses other logs
    /// @param reserveBytes below so much free disk new exchanges are refused
    record LogSettings(String origin, String witness, long reserveBytes) {}

    /// @param certificate        PEM, with its chain; with it the systems listener speaks TLS
    /// @param key                its private key, PKCS#8 in PEM
    /// @param host               where the systems listener listens when it speaks TLS
    /// @param issuers            whose tokens are believed
    /// @param anybodyOnLoopback  believe `X-Road-Client` alone; only on a plain loopback listener
    record CallersPart(
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<String> host,
            Optional<List<CallerSettings.Issuer>> issuers,
            Optional<Boolean> anybodyOnLoopback) {

        static final CallersPart NONE =
                new CallersPart(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        CallersPart {
            require(
                    certificate.isPresent() == key.isPresent(),
                    "callers.certificate and callers.key belong together");
            require(
                    host.isEmpty() || certificate.isPresent(),
                    "callers.host needs callers.certificate: only TLS may leave this machine");
            require(
                    certificate.isEmpty() || !anybodyOnLoopback.orElse(false),
                    "callers.anybodyOnLoopback is for a plain listener, without callers.certificate");
            issuers.orElse(List.of()).forEach(CallersPart::requireSound);
        }

        private static void requireSound(CallerSettings.Issuer issuer) {
            var jwks = issuer.jwks();
            require(
                    jwks.getHost() != null
                            && ("https".equals(jwks.getScheme())
                                    || "http".equals(jwks.getScheme())
                                            && isLoopback(jwks.getHost())),
                    "callers.issuers: jwks is an https URL");
            require(
                    !issuer.issuer().isBlank() && !issuer.audience().isBlank(),
                    "callers.issuers: issuer and audience are what tokens carry");
        }

        CallersPart under(Path directory) {
            return new CallersPart(
                    certificate.map(file -> directory.resolve(file).normalize()),
                    key.map(file -> directory.resolve(file).normalize()),
                    host,
                    issuers,
                    anybodyOnLoopback);
        }

        CallerSettings settings() {
            return new CallerSettings(issuers.orElse(List.of()), anybodyOnLoopback.orElse(false));
        }

        Optional<Tls> tls() throws IOException {
            return certificate.isPresent()
                    ? Optional.of(Tls.read(certificate.get(), key.orElseThrow()))
                    : Optional.empty();
        }
    }

    record DatabaseAddress(String url, String user, Path passwordFile) {}

    /// The longer a list counts, the longer the exchange goes on without the hub, and the longer a
    /// node that is cut off from it believes who was suspended or revoked.
    ///
    /// @param counts  how long a list counts, like `PT24H`
    /// @param renewed how old the newest list grows before the next one
    record TrustListSettings(Duration counts, Duration renewed) {

        private static final Duration SHORTEST = Duration.ofSeconds(10);
        private static final Duration LONGEST = Duration.ofDays(7);
        private static final TrustListSettings STANDARD =
                new TrustListSettings(Duration.ofHours(24), Duration.ofHours(1));

        TrustListSettings {
            require(
                    counts.compareTo(SHORTEST) >= 0 && counts.compareTo(LONGEST) <= 0,
                    "trustList.counts is between PT10S and P7D");
            require(
                    renewed.compareTo(Duration.ofSeconds(1)) >= 0
                            && renewed.multipliedBy(2).compareTo(counts) <= 0,
                    "trustList.renewed is between PT1S and half of trustList.counts");
        }
    }

    Config {
        require(INSTANCE.matcher(instance).matches(), "instance is like TH");
        require(SITE.matcher(site).matches(), "site is lower-case letters, digits and dashes");
        require(SITE.matcher(hub.site()).matches(), "hub.site is a site id");
        require(
                (role == Role.HUB) == hub.site().equals(site),
                "a hub, and only a hub, is its own hub");
        require(seals.equals("ES256") || seals.equals("Ed25519"), "seals is ES256 or Ed25519");
        require(XRoadErrors.of(xroadErrors.orElse("7.8")).isPresent(), "xroadErrors is 7.8 or 7.7");
        require(
                role == Role.HUB || trustList.isEmpty(),
                "trustList is for the hub, which issues the list");
        require(isLoopback(listeners.host()), "listeners.host must be a loopback address");
    }

    static Config read(Path file) {
        try {
            var config = Json.read(Bytes.owning(Files.readAllBytes(file)), Config.class);
            return config.under(file.toAbsolutePath().resolveSibling(".").normalize());
        } catch (IOException e) {
            throw new Failure("cannot read the configuration " + file + ": " + e.getMessage());
        } catch (Problem e) {
            throw new Failure("the configuration " + file + ": " + e.detail());
        }
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, Json.pretty(this) + "\n");
    }

    /// Paths in the file are relative to the file.
    private Config under(Path directory) {
        return new Config(
                instance,
                site,
                role,
                directory.resolve(data).normalize(),
                listeners,
                address,
                hub,
                log,
                database.map(
                        outside ->
                                new DatabaseAddress(
                                        outside.url(),
                                        outside.user(),
                                        directory.resolve(outside.passwordFile()).normalize())),
                callers.map(part -> part.under(directory)),
                xroadErrors,
                seals,
                trustList);
    }

    boolean isHub() {
        return role == Role.HUB;
    }

    Path keys() {
        return data.resolve("keys");
    }

    CallersPart callersOrNone() {
        return callers.orElse(CallersPart.NONE);
    }

    XRoadErrors errors() {
        return XRoadErrors.of(xroadErrors.orElse("7.8")).orElseThrow();
    }

    /// Only what speaks TLS leaves the loopback address.
    String systemsHost() {
        return callersOrNone().host().orElse(listeners.host());
    }

    String peersHost() {
        return listeners.peersHost().orElse(listeners.host());
    }

    URI operations() {
        return URI.create("http://" + listeners.host() + ":" + listeners.operations());
    }

    MembersSettings members() {
        var lists = trustList.orElse(TrustListSettings.STANDARD);
        return new MembersSettings(
                instance,
                site,
                isHub(),
                data.resolve("members"),
                address.open(),
                address.peers(),
                hub.site(),
                hub.open(),
                lists.counts(),
                lists.renewed());
    }

    Joining.Plan plan(List<MemberId> admitted) {
        return new Joining.Plan(members(), log.origin(), log.witness(), seals, admitted);
    }

    /// What a log reader may see at start-up: no secrets stand in a configuration.
    List<String> lines() {
        return Json.pretty(this).lines().toList();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw refused(otherwise);
        }
    }

    private static Problem refused(String why) {
        return new Problem(Problem.Kind.MALFORMED, why);
    }
}
