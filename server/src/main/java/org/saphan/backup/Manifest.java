package org.saphan.backup;

import java.time.Instant;

/// Whose backup it is: enough to refuse it at another site before anything is written.
///
/// @param role   `hub` or `node`
/// @param origin of the site's log
public record Manifest(String instance, String site, String role, String origin, Instant taken) {

    /// Is it of the same site, whenever it was taken?
    public boolean isSameSite(Manifest other) {
        return instance.equals(other.instance)
                && site.equals(other.site)
                && role.equals(other.role)
                && origin.equals(other.origin);
    }
}
