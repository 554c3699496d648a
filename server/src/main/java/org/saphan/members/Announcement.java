package org.saphan.members;

import java.net.URI;
import java.util.List;
import org.saphan.kernel.Problem;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.SystemId;

/// What a site tells the hub about itself; telling it again changes nothing.
record Announcement(
        List<SystemId> systems, List<ServiceId> services, URI publicBase, String peers) {

    /// Of each kind; who has more to tell announces again.
    static final int MAX_NAMES = 200;

    Announcement {
        systems = List.copyOf(systems);
        services = List.copyOf(services);
        if (systems.size() > MAX_NAMES || services.size() > MAX_NAMES) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "at most " + MAX_NAMES + " systems and as many services in one announcement");
        }
    }

    Addresses addresses() {
        return new Addresses(publicBase, peers);
    }
}
