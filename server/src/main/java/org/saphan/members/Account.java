package org.saphan.members;

import java.util.Optional;
import org.saphan.kernel.SystemId;

/// Somebody who proves itself with a key at this site.
public sealed interface Account {

    /// A calling information system of one of our members.
    ///
    /// @param purpose applies when the caller names none
    record SystemAccount(SystemId id, Optional<String> purpose) implements Account {}

    /// May read every receipt, without the salts.
    record AuditorAccount(String name) implements Account {}
}
