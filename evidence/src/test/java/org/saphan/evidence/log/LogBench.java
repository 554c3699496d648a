package org.saphan.evidence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.SigningKey;

/// Durable leaves a second with 64 writers, beside what the bare disk gives: writing and syncing the
/// same bytes in batches of the same size, with no log around them. Alternating runs, medians.
///
/// Run `main` with the test class path; the directory to measure in may be given, since what the disk
/// is decides the figures.
final class LogBench {

    private static final int WRITERS = 64;
    private static final int LEAF_BYTES = 600;
    private static final int SIDE_BYTES = 200;
    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(3);

    private LogBench() {}

    public static void main(String[] args) throws Exception {
        var place =
                args.length > 0
                        ? Files.createTempDirectory(Path.of(args[0]), "log-bench")
                        : Files.createTempDirectory("log-bench");
        var ours = new double[ROUNDS];
        var bare = new double[ROUNDS];
        try {
            for (int round = 0; round < ROUNDS; round++) {
                ours[round] = leavesPerSecond(place.resolve("log" + round));
                bare[round] = bareLeavesPerSecond(place.resolve("bare" + round));
            }
        } finally {
            delete(place);
        }
        System.out.printf(
                "%d writers, leaf %d bytes, side %d bytes, medians of %d runs%n"
                        + "log            %,10.0f durable leaves/s%n"
                        + "bare fdatasync %,10.0f durable leaves/s in batches of %d%n"
                        + "ratio          %10.2f%n",
                WRITERS,
                LEAF_BYTES,
                SIDE_BYTES,
                ROUNDS,
                median(ours),
                median(bare),
                WRITERS,
                median(ours) / median(bare));
    }

    private static double leavesPerSecond(Path directory) throws Exception {
        var signer =
                NoteSigner.of(
                        "log.example/bench",
                        NoteKey.Kind.LOG,
                        SigningKey.of(SigningKey.generate("Ed25519")));
        var settings = new Log.Settings(directory, 0, Duration.ofSeconds(1), WRITERS);
        var done = new AtomicLong();
        try (var log = Log.open(settings, signer, Clock.systemUTC(), new FileDisk());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long start = System.nanoTime();
            long end = start + ROUND.toNanos();
            threads.invokeAll(
                    IntStream.range(0, WRITERS)
                            .<Callable<Void>>mapToObj(writer -> () -> write(log, end, done))
                            .toList());
            return done.get() * 1e9 / (System.nanoTime() - start);
        }
    }

    private static Void write(Log log, long end, AtomicLong done) {
        var leaf = Bytes.owning(new byte[LEAF_BYTES]);
        var side = Bytes.owning(new byte[SIDE_BYTES]);
        while (System.nanoTime() < end) {
            try (var _ = log.reserve()) {
                log.append(leaf, side);
                done.incrementAndGet();
            }
        }
        return null;
    }

    private static double bareLeavesPerSecond(Path file) throws IOException {
        int batch = WRITERS * (LEAF_BYTES + SIDE_BYTES);
        int size = Journal.FILE_BYTES / batch * batch;
        var bytes = ByteBuffer.allocate(batch);
        long leaves = 0;
        long start = System.nanoTime();
        for (int at = 0, files = 0; System.nanoTime() - start < ROUND.toNanos(); files++) {
            var next = file.resolveSibling(file.getFileName() + "-" + files);
            try (var slab = new FileDisk().slab(next, size)) {
                for (at = 0;
                        at < size && System.nanoTime() - start < ROUND.toNanos();
                        at += batch) {
                    slab.write(Disk.Write.BATCH, bytes.rewind(), at);
                    leaves += WRITERS;
                }
            }
            Files.delete(next);
        }
        return leaves * 1e9 / (System.nanoTime() - start);
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
