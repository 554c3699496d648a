package org.saphan.members;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.VerifyingKey;
import org.saphan.evidence.log.NoteKey;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.SystemId;

/// Skeleton.
public final class TrustList {

    /// @param peers       host:port of its peers listener
    /// @param publicBase  base URL of its public listener
    public record Site(
            String id, URI publicBase, String peers, List<NoteKey> logs, List<NoteKey> witnesses) {}

    public record Member(
            MemberId id, String nameTh, String nameEn, String site, boolean suspended) {}

    public long version() {
        throw new IllegalStateException();
    }

    public Instant issued() {
        throw new IllegalStateException();
    }

    public Instant expires() {
        throw new IllegalStateException();
    }

    /// The hub's site.
    public String hub() {
        throw new IllegalStateException();
    }

    public Optional<Member> member(MemberId id) {
        throw new IllegalStateException();
    }

    public boolean knowsSystem(SystemId id) {
        throw new IllegalStateException();
    }

    public boolean knowsService(ServiceId id) {
        throw new IllegalStateException();
    }

    public boolean knowsPurpose(String code) {
        throw new IllegalStateException();
    }

    public boolean knowsLegalBasis(String code) {
        throw new IllegalStateException();
    }

    public List<Site> sites() {
        throw new IllegalStateException();
    }

    public Optional<Site> site(String id) {
        throw new IllegalStateException();
    }

    public Optional<Site> siteOf(MemberId id) {
        throw new IllegalStateException();
    }

    public Optional<Site> siteOfTls(X509Certificate certificate) {
        throw new IllegalStateException();
    }

    /// The member's seal key with this fingerprint, when it counts at this moment.
    public Optional<VerifyingKey> sealKey(MemberId member, Bytes fingerprint, Instant at) {
        throw new IllegalStateException();
    }
}
