package org.saphan.main;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.stream.IntStream;

/// Thirteen ports in a row: four for each site, one for the sample service.
record DemoPorts(int base) {

    static final int COUNT = 13;
    private static final int FIRST = 8080;
    private static final int LAST = 9980;

    /// Those that were asked for, else those of last time, else free ones near 8080.
    static DemoPorts choose(Optional<Integer> asked, Optional<Integer> before) throws IOException {
        if (asked.isPresent()) {
            var ports = new DemoPorts(asked.get());
            if (!ports.areFree()) {
                throw new IOException(
                        "one of the ports "
                                + ports.base
                                + " to "
                                + (ports.base + COUNT - 1)
                                + " is in use; choose others with --port");
            }
            return ports;
        }
        var remembered = before.map(DemoPorts::new).filter(DemoPorts::areFree);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        return IntStream.iterate(FIRST, at -> at <= LAST, at -> at + 20)
                .mapToObj(DemoPorts::new)
                .filter(DemoPorts::areFree)
                .findFirst()
                .orElseThrow(() -> new IOException("no free ports near 8080; give --port"));
    }

    DemoPorts {
        if (base < 1024 || base + COUNT > 65_535) {
            throw new Failure("--port is between 1024 and 65000");
        }
    }

    private boolean areFree() {
        return IntStream.range(base, base + COUNT).allMatch(DemoPorts::isFree);
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Systems, peers, public, operations.
    Config.Listeners of(int site) {
        int first = base + site * 4;
        return new Config.Listeners(
                "127.0.0.1", Optional.empty(), first + 1, first + 2, first, first + 3);
    }

    int sample() {
        return base + COUNT - 1;
    }
}
