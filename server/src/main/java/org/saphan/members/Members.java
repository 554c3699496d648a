package org.saphan.members;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Sealer;
import org.saphan.evidence.receipt.Anchor;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.http.Routes;

/// Skeleton.
public final class Members {

    /// Never before the newest trust list or checkpoint that this site has seen.
    public Instant now() {
        throw new IllegalStateException();
    }

    /// The id of this site.
    public String site() {
        throw new IllegalStateException();
    }

    public boolean isHub() {
        throw new IllegalStateException();
    }

    public MemberId hubOperator() {
        throw new IllegalStateException();
    }

    /// The members whose keys this site holds.
    public Set<MemberId> own() {
        throw new IllegalStateException();
    }

    /// The newest trust list. Throws a `Problem` while this site has not joined.
    public TrustList trust() {
        throw new IllegalStateException();
    }

    public Sealer sealer(MemberId own) {
        throw new IllegalStateException();
    }

    /// Whose key is this? Constant in time as far as the secret goes.
    public Optional<Account> account(String key) {
        throw new IllegalStateException();
    }

    /// Tells the hub of a new service, now or as soon as it can be reached.
    public void announceService(ServiceId id) {
        throw new IllegalStateException();
    }

    /// The certificate (DER) of any key this site has ever seen on a trust list, by its fingerprint.
    public Optional<Bytes> certificateOf(Bytes fingerprint) {
        throw new IllegalStateException();
    }

    /// The exchange's root certificate (DER).
    public Bytes root() {
        throw new IllegalStateException();
    }

    /// What a checker of receipts holds: the root, and every revocation known here.
    public Anchor anchor() {
        throw new IllegalStateException();
    }

    /// Time never runs before this: a checkpoint of another site was that late.
    public void saw(Instant time) {
        throw new IllegalStateException();
    }

    public Routes operationsRoutes() {
        throw new IllegalStateException();
    }

    public Routes peerRoutes() {
        throw new IllegalStateException();
    }

    public Routes publicRoutes() {
        throw new IllegalStateException();
    }
}
