package org.saphan.members;

import java.net.URI;
import java.util.List;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.SystemId;

/// What a site tells the hub about itself; telling it again changes nothing.
record Announcement(
        List<SystemId> systems, List<ServiceId> services, URI publicBase, String peers) {

    Announcement {
        systems = List.copyOf(systems);
        services = List.copyOf(services);
    }
}
