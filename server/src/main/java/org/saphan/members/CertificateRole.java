package org.saphan.members;

import java.util.Locale;

/// What a certificate of the hub's authority is for; it stands in the subject as OU.
enum CertificateRole {
    /// One site to another; CN is the site's id.
    TLS,
    /// A member's seals; CN is the member's id.
    SEAL,
    /// A log's heads; CN is the log's origin.
    LOG,
    /// A witness's signatures under other logs' heads; CN is the witness's name.
    WITNESS,
    /// The hub's timestamps (RFC 3161); CN is the hub's site id.
    TIME,
    /// The hub's trust lists; CN is the hub's site id.
    TRUST;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
