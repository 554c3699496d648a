package org.saphan.notary;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.saphan.evidence.log.Log;

/// Where a site keeps its evidence, and the bounds of keeping it.
///
/// @param site            this site's id, which stands in the leaves it writes of itself
/// @param directory       the site's data; the log is `log` in it, the subject key in `keys`
/// @param database        where an embedded PostgreSQL writes; an outside one minds its own space
/// @param reserveBytes    below so much free space, of either, new exchanges are refused
/// @param checkpointEvery a head at least this often under traffic
/// @param maxOpen         exchanges with room in the log at once
/// @param indexLag        leaves that may wait for the index; beyond it new exchanges are refused
/// @param timestampEvery  a timestamp at most this often
public record NotarySettings(
        String site,
        Path directory,
        Optional<Path> database,
        long reserveBytes,
        Duration checkpointEvery,
        int maxOpen,
        int indexLag,
        Duration timestampEvery) {

    /// What suits a site on one machine, with its PostgreSQL under the same directory.
    public static NotarySettings standard(String site, Path directory, long reserveBytes) {
        return new NotarySettings(
                site,
                directory,
                Optional.of(directory),
                reserveBytes,
                Duration.ofSeconds(1),
                2_000,
                200_000,
                Duration.ofSeconds(10));
    }

    Log.Settings log() {
        return log(logDirectory());
    }

    Log.Settings log(Path where) {
        return new Log.Settings(where, reserveBytes, checkpointEvery, maxOpen);
    }

    Path logDirectory() {
        return directory.resolve("log");
    }

    Path keys() {
        return directory.resolve("keys");
    }
}
