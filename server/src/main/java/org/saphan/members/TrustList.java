package org.saphan.members;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Sealed;
import org.saphan.evidence.VerifyingKey;
import org.saphan.evidence.log.NoteKey;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.SystemId;

/// Who belongs to the exchange and with which keys, as the hub sealed it. Everything in it was checked
/// against the root when it was opened; afterwards each question is a hash look-up.
public final class TrustList {

    /// @param publicBase base URL of the public listener
    /// @param peers      host:port of the peers listener
    public record Site(
            String id, URI publicBase, String peers, List<NoteKey> logs, List<NoteKey> witnesses) {}

    public record Member(
            MemberId id, String nameTh, String nameEn, String site, boolean suspended) {}

    private record SealKey(String member, VerifyingKey key, Instant notBefore, Instant notAfter) {}

    private final Sealed sealed;
    private final TrustText text;
    private final Map<String, Site> sites = new HashMap<>();
    private final Map<String, Member> members = new HashMap<>();
    private final Map<Bytes, String> sitesByTls = new HashMap<>();
    private final Map<Bytes, SealKey> sealKeys = new HashMap<>();
    private final Map<Bytes, Bytes> certificates = new HashMap<>();
    private final Set<SystemId> systems;
    private final Set<ServiceId> services;
    private final Set<String> purposes;
    private final Set<String> legalBases;

    private TrustList(Sealed sealed, TrustText text) {
        this.sealed = sealed;
        this.text = text;
        this.systems = Set.copyOf(text.systems());
        this.services = Set.copyOf(text.services());
        this.purposes = words(text, TrustText.Code.Kind.PURPOSE);
        this.legalBases = words(text, TrustText.Code.Kind.LEGAL_BASIS);
    }

    private static Set<String> words(TrustText text, TrustText.Code.Kind kind) {
        return text.codes().stream()
                .filter(code -> code.kind() == kind)
                .map(TrustText.Code::word)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Checks the seal, each certificate's chain to the root, and that each stands for what it is
    /// listed under.
    static TrustList open(Sealed sealed, X509Certificate root) {
        try {
            var list = new TrustList(sealed, TrustText.parse(sealed.text()));
            list.text.sites().forEach(site -> list.add(site, root));
            list.text.members().forEach(member -> list.add(member, root));
            list.requireSealedByHub(root);
            return list;
        } catch (MalformedText e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static Problem refused(String why) {
        return new Problem(Problem.Kind.FORBIDDEN, "the trust list is refused: " + why);
    }

    private void add(TrustText.SiteEntry entry, X509Certificate root) {
        var logs = new ArrayList<NoteKey>();
        var witnesses = new ArrayList<NoteKey>();
        for (var der : entry.certificates()) {
            var certificate = checked(der, root);
            var subject = subject(certificate);
            switch (subject.role()) {
                case TLS -> {
                    requireName(subject, entry.id());
                    sitesByTls.put(der, entry.id());
                }
                case LOG ->
                        logs.add(
                                NoteKey.of(
                                        subject.name(),
                                        NoteKey.Kind.LOG,
                                        certificate.getPublicKey()));
                case WITNESS ->
                        witnesses.add(
                                NoteKey.of(
                                        subject.name(),
                                        NoteKey.Kind.WITNESS,
                                        certificate.getPublicKey()));
                case TIME, TRUST -> {
                    requireName(subject, entry.id());
                    requireName(subject, text.hub());
                }
                case SEAL -> throw refused("a site has a member's seal key");
            }
        }
        var site =
                new Site(
                        entry.id(),
                        entry.addresses().publicBase(),
                        entry.addresses().peers(),
                        List.copyOf(logs),
                        List.copyOf(witnesses));
        sites.put(entry.id(), site);
    }

    private void add(TrustText.MemberEntry entry, X509Certificate root) {
        for (var der : entry.certificates()) {
            var certificate = checked(der, root);
            var subject = subject(certificate);
            if (subject.role() != CertificateRole.SEAL) {
                throw refused("a member has a key of another role");
            }
            requireName(subject, entry.id().value());
            var key = VerifyingKey.of(certificate.getPublicKey(), FastCrypto.provider());
            sealKeys.put(
                    key.fingerprint(),
                    new SealKey(
                            entry.id().value(),
                            key,
                            certificate.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant()));
        }
        if (!sites.containsKey(entry.site())) {
            throw refused("a member is at a site that is not listed");
        }
        var member =
                new Member(
                        entry.id(),
                        entry.nameTh(),
                        entry.nameEn(),
                        entry.site(),
                        entry.suspended().isPresent());
        members.put(entry.id().value(), member);
    }

    private X509Certificate checked(Bytes der, X509Certificate root) {
        var certificate =
                SiteKeys.parse(der).orElseThrow(() -> refused("a certificate is malformed"));
        requireIssuedBy(root, certificate);
        var fingerprint = Bytes.of(certificate.getPublicKey().getEncoded()).sha256();
        if (certificates.put(fingerprint, der) != null) {
            throw refused("a key is listed twice");
        }
        return certificate;
    }

    /// The path is one step long: whoever is certified certifies nobody.
    static void requireIssuedBy(X509Certificate root, X509Certificate certificate) {
        try {
            certificate.verify(root.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw refused("a certificate does not come from the root");
        }
        if (!certificate.getIssuerX500Principal().equals(root.getSubjectX500Principal())
                || certificate.getBasicConstraints() >= 0) {
            throw refused("a certificate is not one of the root's leaves");
        }
    }

    /// Trust only moves forward: once this site has seen a list, an earlier one, or another one of the
    /// same version, is refused for ever.
    void requireNewerThan(TrustList known) {
        if (version() < known.version()
                || version() == known.version() && !sealed.text().equals(known.sealed.text())
                || issued().isBefore(known.issued())) {
            throw refused("version " + version() + " would take back version " + known.version());
        }
    }

    private Subject subject(X509Certificate certificate) {
        return Subject.of(certificate)
                .filter(subject -> subject.instance().equals(text.instance()))
                .orElseThrow(() -> refused("a certificate has a foreign subject"));
    }

    private static void requireName(Subject subject, String name) {
        if (!subject.name().equals(name)) {
            throw refused("a certificate stands for another name than it is listed under");
        }
    }

    private void requireSealedByHub(X509Certificate root) {
        var seals = sealed.seals();
        if (seals.size() != 1 || !seals.getFirst().signer().equals(text.operator().value())) {
            throw refused("it is not sealed by the hub's operator");
        }
        if (!siteOf(text.operator()).map(Site::id).equals(Optional.of(text.hub()))) {
            throw refused("the operator is not a member at the hub");
        }
        var seal = seals.getFirst();
        if (isRevoked(seal.key())) {
            throw refused("its seal is by a revoked key");
        }
        var der = certificates.get(seal.key());
        var certificate =
                Optional.ofNullable(der)
                        .flatMap(SiteKeys::parse)
                        .filter(c -> subject(c).role() == CertificateRole.TRUST)
                        .orElseThrow(() -> refused("its seal is not by a key for trust lists"));
        requireIssuedBy(root, certificate);
        var key = VerifyingKey.of(certificate.getPublicKey(), FastCrypto.provider());
        if (!key.verifies(seal.batchText(sealed.text()), seal.signature())) {
            throw refused("its seal is broken");
        }
    }

    Sealed sealed() {
        return sealed;
    }

    TrustText text() {
        return text;
    }

    /// Certificates (DER) by the fingerprint of their key.
    Map<Bytes, Bytes> certificates() {
        return certificates;
    }

    public long version() {
        return text.version();
    }

    public Instant issued() {
        return text.issued();
    }

    public Instant expires() {
        return text.expires();
    }

    /// The hub's site.
    public String hub() {
        return text.hub();
    }

    public Optional<Member> member(MemberId id) {
        return Optional.ofNullable(members.get(id.value()));
    }

    public List<Member> members() {
        return text.members().stream().map(entry -> members.get(entry.id().value())).toList();
    }

    public boolean knowsSystem(SystemId id) {
        return systems.contains(id);
    }

    public List<SystemId> systems() {
        return text.systems();
    }

    public boolean knowsService(ServiceId id) {
        return services.contains(id);
    }

    public boolean knowsPurpose(String code) {
        return purposes.contains(code);
    }

    public boolean knowsLegalBasis(String code) {
        return legalBases.contains(code);
    }

    public List<Site> sites() {
        return text.sites().stream().map(entry -> sites.get(entry.id())).toList();
    }

    public Optional<Site> site(String id) {
        return Optional.ofNullable(sites.get(id));
    }

    public Optional<Site> siteOf(MemberId id) {
        return member(id).flatMap(member -> site(member.site()));
    }

    /// The site that has exactly this certificate on the list, unless its key was revoked.
    public Optional<Site> siteOfTls(X509Certificate certificate) {
        try {
            if (isRevoked(Bytes.of(certificate.getPublicKey().getEncoded()).sha256())) {
                return Optional.empty();
            }
            return Optional.ofNullable(sitesByTls.get(Bytes.of(certificate.getEncoded())))
                    .flatMap(this::site);
        } catch (java.security.cert.CertificateEncodingException e) {
            return Optional.empty();
        }
    }

    private boolean isRevoked(Bytes fingerprint) {
        return text.revoked().containsKey(fingerprint);
    }

    /// The member's seal key with this fingerprint, when it counts at this moment.
    public Optional<VerifyingKey> sealKey(MemberId member, Bytes fingerprint, Instant at) {
        return Optional.ofNullable(sealKeys.get(fingerprint))
                .filter(key -> key.member().equals(member.value()))
                .filter(key -> !at.isBefore(key.notBefore()) && at.isBefore(key.notAfter()))
                .filter(_ -> isGoodAt(fingerprint, at))
                .map(SealKey::key);
    }

    private boolean isGoodAt(Bytes fingerprint, Instant at) {
        var revoked = text.revoked().get(fingerprint);
        return revoked == null || at.isBefore(revoked);
    }
}
