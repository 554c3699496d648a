package org.saphan.members;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Sealed;
import org.saphan.kernel.Json;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;

/// How a site joins, seen from the site: it makes its keys, asks the hub for certificates, and checks
/// everything that comes back against the root's fingerprint that its operator was given.
public final class Joining {

    /// Proves that the asker knows the token, which itself never travels.
    static final String PROOF = "Saphan-Join";

    /// What a site sends. Requests are PKCS#10 in base64, by the name of the key.
    ///
    /// @param requests `tls`, `log`, `witness`
    /// @param seals    by member id
    record Application(
            String site,
            URI publicBase,
            String peers,
            Map<String, String> requests,
            Map<String, String> seals) {

        Addresses addresses() {
            return new Addresses(publicBase, peers);
        }
    }

    /// What the hub answers. Certificates are DER in base64.
    record Admission(
            String root,
            Map<String, String> certificates,
            Map<String, String> seals,
            String trustList) {}

    /// Brings the application to the hub's public listener and gives its answer.
    @FunctionalInterface
    public interface Post {

        Bytes post(String path, Map<String, String> headers, Bytes body);
    }

    /// @param logOrigin     the log's name for ever
    /// @param witnessName   the name under which this site witnesses other logs
    /// @param sealAlgorithm `ES256` or `Ed25519`
    /// @param members       those that the hub admitted for this site
    public record Plan(
            MembersSettings settings,
            String logOrigin,
            String witnessName,
            String sealAlgorithm,
            List<MemberId> members) {

        public Plan {
            members = List.copyOf(members);
        }
    }

    private Joining() {}

    /// Can be repeated after any failure: keys are kept, and the same application gets the same
    /// answer.
    public static void join(
            Plan plan, SiteKeys keys, String token, Bytes rootFingerprint, Post hub) {
        var application = Json.write(application(plan, keys));
        var answer = hub.post("/join", Map.of(PROOF, proof(token, application)), application);
        accept(plan, keys, rootFingerprint, Json.read(answer, Admission.class));
    }

    static String proof(String token, Bytes body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Bytes.owning(mac.doFinal(body.unsafe())).base64();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    private static Application application(Plan plan, SiteKeys keys) {
        var settings = plan.settings();
        var requests = new TreeMap<String, String>();
        names(plan)
                .forEach(
                        (role, name) -> {
                            var subject = new Subject(settings.instance(), role, name);
                            var key = keys.pair(SiteKeys.nameOf(role), algorithm(role));
                            requests.put(role.word(), Authority.request(subject, key).base64());
                        });
        var seals = new TreeMap<String, String>();
        for (var member : plan.members()) {
            var subject = new Subject(settings.instance(), CertificateRole.SEAL, member.value());
            var key = keys.pair(SiteKeys.sealOf(member), plan.sealAlgorithm());
            seals.put(member.value(), Authority.request(subject, key).base64());
        }
        return new Application(
                settings.site(), settings.publicBase(), settings.peers(), requests, seals);
    }

    /// ECDSA signs differently each time, so a repeated application is another text: the hub compares
    /// the keys in it and not its bytes.
    private static Map<CertificateRole, String> names(Plan plan) {
        var names = new LinkedHashMap<CertificateRole, String>();
        names.put(CertificateRole.TLS, plan.settings().site());
        names.put(CertificateRole.LOG, plan.logOrigin());
        names.put(CertificateRole.WITNESS, plan.witnessName());
        return names;
    }

    static String algorithm(CertificateRole role) {
        return role == CertificateRole.LOG || role == CertificateRole.WITNESS ? "Ed25519" : "ES256";
    }

    private static void accept(
            Plan plan, SiteKeys keys, Bytes rootFingerprint, Admission admission) {
        var root = certificate(admission.root());
        if (!fingerprint(root).equals(rootFingerprint)) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "the hub's root has another fingerprint than the one given; ask the hub's"
                            + " operator on another way, and do not go on");
        }
        if (keys.hasJoined() && !keys.root().equals(root)) {
            throw new Problem(Problem.Kind.CONFLICT, "this site has joined another exchange");
        }
        var instance = plan.settings().instance();
        names(plan)
                .forEach(
                        (role, name) ->
                                accept(
                                        keys,
                                        SiteKeys.nameOf(role),
                                        new Subject(instance, role, name),
                                        root,
                                        admission.certificates().get(role.word())));
        for (var member : plan.members()) {
            accept(
                    keys,
                    SiteKeys.sealOf(member),
                    new Subject(instance, CertificateRole.SEAL, member.value()),
                    root,
                    admission.seals().get(member.value()));
        }
        keepTrustList(plan, root, admission);
        // The root comes last: with it, the site has joined.
        keys.keep("root", root);
    }

    private static void accept(
            SiteKeys keys,
            String name,
            Subject expected,
            X509Certificate root,
            @org.jspecify.annotations.Nullable String der) {
        if (der == null) {
            throw new Problem(Problem.Kind.PEER_FAILED, "the hub left out a certificate");
        }
        var certificate = certificate(der);
        TrustList.requireIssuedBy(root, certificate);
        boolean ours =
                Subject.of(certificate).map(expected::equals).orElse(false)
                        && certificate
                                .getPublicKey()
                                .equals(keys.pair(name, algorithm(expected.role())).getPublic());
        if (!ours) {
            throw new Problem(
                    Problem.Kind.PEER_FAILED, "the hub certified another key or another name");
        }
        keys.keep(name, certificate);
    }

    private static void keepTrustList(Plan plan, X509Certificate root, Admission admission) {
        try {
            var list = TrustList.open(Sealed.parse(Bytes.fromBase64(admission.trustList())), root);
            var store = new TrustStore(plan.settings().directory());
            store.newest().ifPresent(known -> list.requireNewerThan(TrustList.open(known, root)));
            store.keep(list);
        } catch (MalformedText e) {
            throw new Problem(Problem.Kind.PEER_FAILED, "the hub's trust list is not well-formed");
        }
    }

    private static X509Certificate certificate(String base64) {
        try {
            return SiteKeys.parse(Bytes.fromBase64(base64)).orElseThrow();
        } catch (MalformedText | java.util.NoSuchElementException e) {
            throw new Problem(
                    Problem.Kind.PEER_FAILED, "the hub sent something else than a certificate");
        }
    }

    /// SHA-256 of the whole certificate, as `openssl x509 -fingerprint -sha256` prints it.
    public static Bytes fingerprint(X509Certificate certificate) {
        try {
            return Bytes.of(certificate.getEncoded()).sha256();
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException("encoding a certificate", e);
        }
    }
}
