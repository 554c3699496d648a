package org.saphan.members;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// The `members` part of a site's configuration.
///
/// @param directory  where the trust list and every certificate ever seen are kept
/// @param publicBase base URL of this site's public listener, as others reach it
/// @param peers      `host:port` of this site's peers listener, as others reach it
/// @param hubSite    the hub's site id; its own for a hub
/// @param hubBase    base URL of the hub's public listener
/// @param counts     at the hub: how long a trust list counts
/// @param renewed    at the hub: how old the newest one grows
public record MembersSettings(
        String instance,
        String site,
        boolean hub,
        Path directory,
        URI publicBase,
        String peers,
        String hubSite,
        URI hubBase,
        Duration counts,
        Duration renewed) {}
