package org.saphan.callers;

import java.net.URI;
import java.util.List;
import org.saphan.kernel.MemberId;

/// @param issuers           whose tokens are believed, each for the systems of one member
/// @param anybodyOnLoopback a caller that shows nothing is believed to be whom it names; only where
///                          the listener is plain and on loopback
public record CallerSettings(List<Issuer> issuers, boolean anybodyOnLoopback) {

    public CallerSettings {
        issuers = List.copyOf(issuers);
    }

    /// A member's own authorization server.
    ///
    /// @param issuer   as its tokens name it (`iss`)
    /// @param jwks     where its keys are published (RFC 7517)
    /// @param audience that a token for this node names (`aud`)
    /// @param member   for whose systems, and no others, it may speak
    public record Issuer(String issuer, URI jwks, String audience, MemberId member) {}
}
