package org.saphan.evidence.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;

/// Watches other logs (C2SP `tlog-witness`): it signs a log's head only when that head continues the
/// last one it signed, so that a log which shows two faces can show one of them to nobody who asks for
/// this witness's signature.
///
/// What it has seen of a log is one file, called by the SHA-256 of the log's origin. The file is
/// durable before the signature leaves, each time, and is read again for each request: a kill or a
/// failed write in between can cost a signature but never make a second head of one size.
public final class Witness implements AutoCloseable {

    /// What the sender of a head is told. The numbers are the statuses that the protocol gives.
    public sealed interface Answer {

        /// 200, with signature lines as body.
        record Cosigned(Bytes lines) implements Answer {}

        /// 409, with the size of the head seen last, and a line end, as `text/x.tlog.size`.
        record Conflict(long size) implements Answer {

            public Bytes body() {
                return Bytes.utf8(size + "\n");
            }
        }

        /// 404: a log that this witness does not watch.
        record Unknown() implements Answer {}

        /// 403: not signed by the log's key.
        record Forbidden() implements Answer {}

        /// 422: the proof does not lead from the head seen last to this one.
        record BadProof() implements Answer {}

        /// 400.
        record Malformed(String why) implements Answer {}
    }

    private final Path directory;
    private final NoteSigner signer;
    private final Clock clock;
    private final Disk disk;
    private final DirectoryLock held;

    /// Looking, storing and signing are one step: two requests at once must not both be the newest.
    private final ReentrantLock oneAtATime = new ReentrantLock();

    private Witness(Path directory, NoteSigner signer, Clock clock, Disk disk, DirectoryLock held) {
        this.directory = directory;
        this.signer = signer;
        this.clock = clock;
        this.disk = disk;
        this.held = held;
    }

    public static Witness open(Path directory, NoteSigner signer, Clock clock, Disk disk)
            throws IOException {
        if (signer.key().kind() != NoteKey.Kind.WITNESS) {
            throw new MalformedText("key", "not a witness's");
        }
        Files.createDirectories(directory);
        return new Witness(directory, signer, clock, disk, DirectoryLock.take(directory));
    }

    public NoteKey key() {
        return signer.key();
    }

    /// @param logKeyByOrigin the key of each log that this witness watches
    public Answer addCheckpoint(Bytes body, Function<String, Optional<NoteKey>> logKeyByOrigin) {
        WitnessRequest request;
        try {
            request = WitnessRequest.parse(body);
        } catch (MalformedText e) {
            return new Answer.Malformed(Objects.requireNonNullElse(e.getMessage(), e.field()));
        }
        var log = logKeyByOrigin.apply(request.checkpoint().origin());
        if (log.isEmpty()) {
            return new Answer.Unknown();
        }
        if (!request.checkpoint().isSignedBy(log.get())) {
            return new Answer.Forbidden();
        }
        oneAtATime.lock();
        try {
            return judge(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            oneAtATime.unlock();
        }
    }

    /// The newest head of this log that was signed here.
    public Optional<Checkpoint> latest(String origin) {
        oneAtATime.lock();
        try {
            return seen(origin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            oneAtATime.unlock();
        }
    }

    private Answer judge(WitnessRequest request) throws IOException {
        var head = request.checkpoint();
        var seen = seen(head.origin());
        long size = seen.map(Checkpoint::size).orElse(0L);
        var root = seen.map(Checkpoint::root).orElseGet(Proofs::emptyRoot);
        if (request.oldSize() != size || head.size() == size && !head.root().equals(root)) {
            return new Answer.Conflict(size);
        }
        if (!Proofs.verifyConsistency(size, root, head.size(), head.root(), request.proof())) {
            return new Answer.BadProof();
        }
        // 1. The head is durable as the newest one seen, even when it was read from the file just
        // now:
        //    a process that was killed may have left it there without its being durable.
        disk.replace(Disk.Write.WITNESS, file(head.origin()), head.bytes());
        // 2. Only then is it signed.
        return new Answer.Cosigned(Bytes.utf8(signer.cosign(head.text(), clock.instant()).line()));
    }

    private Optional<Checkpoint> seen(String origin) throws IOException {
        var file = file(origin);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var head = Checkpoint.parse(Bytes.owning(Files.readAllBytes(file)));
            if (head.origin().equals(origin)) {
                return Optional.of(head);
            }
        } catch (MalformedText e) {
            throw new DamagedLog(file, 0, "not a checkpoint: " + e.getMessage());
        }
        throw new DamagedLog(file, 0, "a head of another log");
    }

    private Path file(String origin) {
        return directory.resolve(Bytes.utf8(origin).sha256().hex());
    }

    @Override
    public void close() {
        held.close();
    }
}
