package org.saphan.evidence.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Merkle;

/// The append-only log of one site: leaves in, proofs out.
///
/// An append is durable when it returns. Its steps, and what a crash after each of them leaves, are
/// numbered here and in `docs/log.md`; the fault table has a pair of rows for each durable write.
public final class Log implements AutoCloseable {

    /// @param directory       holds this log and nothing else
    /// @param reserveBytes    with less free space no room is given, while reading goes on
    /// @param checkpointEvery between two signed heads under traffic
    /// @param maxOpen         leaves that may be on their way at once
    public record Settings(
            Path directory, long reserveBytes, Duration checkpointEvery, int maxOpen) {}

    /// Room for one leaf. Closing it twice gives it back once.
    public interface Room extends AutoCloseable {

        @Override
        void close();
    }

    /// A leaf that is durable.
    ///
    /// @param side empty once it was destroyed
    public record Kept(long index, Bytes leaf, Optional<Bytes> side) {}

    private record Waiting(Entry entry, Bytes hash, CompletableFuture<Long> index) {}

    private static final int MAX_QUEUE = 100_000;

    private final Settings settings;
    private final NoteSigner signer;
    private final Clock clock;
    private final Disk disk;
    private final Archive archive;
    private final DirectoryLock lock;
    private final Semaphore rooms;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MAX_QUEUE);
    private final Thread writer =
            Thread.ofPlatform().daemon().name("log-writer").unstarted(this::write);
    private final Thread keeper =
            Thread.ofPlatform().daemon().name("log-keeper").unstarted(this::keep);

    /// Guards tree, tail and their borders. Held for moments only, never over a write to the disk.
    private final ReentrantLock state = new ReentrantLock();

    /// One signed head at a time, and one keeper of tiles.
    private final ReentrantLock heads = new ReentrantLock();

    private Journal journal;
    private Tree tree;

    /// Leaves that do not stand in tiles yet, from `archived` on.
    private final ArrayList<Entry> tail = new ArrayList<>();

    private long archived;
    private volatile Checkpoint checkpoint;
    private volatile boolean stopped;
    private volatile boolean closing;

    /// The writer has left; who comes now is refused by whoever notices.
    private volatile boolean deaf;

    private Log(Settings settings, NoteSigner signer, Clock clock, Disk disk, DirectoryLock lock)
            throws IOException {
        this.settings = settings;
        this.signer = signer;
        this.clock = clock;
        this.disk = disk;
        this.archive = new Archive(settings.directory(), disk);
        this.rooms = new Semaphore(settings.maxOpen());
        this.lock = lock;
        Identity.claim(settings.directory(), signer.key(), disk);
        this.checkpoint = openHead();
        this.tree = Tree.resume(0, archive);
        this.journal = Journal.open(journalDirectory(), disk, this::rebuild);
        boolean sound = false;
        try {
            requireSameHead();
            journal.settle();
            sound = true;
        } finally {
            if (!sound) {
                journal.close();
            }
        }
    }

    /// Creates a log, or opens it to where its last commit mark stands.
    public static Log open(Settings settings, NoteSigner signer, Clock clock, Disk disk)
            throws IOException {
        Files.createDirectories(settings.directory());
        var lock = DirectoryLock.take(settings.directory());
        boolean open = false;
        try {
            var log = new Log(settings, signer, clock, disk, lock);
            log.writer.start();
            log.keeper.start();
            open = true;
            return log;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            if (!open) {
                lock.close();
            }
        }
    }

    /// Tiles hold everything before the journal's first file; the rest is read from the journal.
    private void rebuild(Journal.Found found) {
        try {
            archived = (found.first() + Tiles.WIDTH - 1) / Tiles.WIDTH * Tiles.WIDTH;
            tree = Tree.resume(archived, archive);
            int skip = (int) (archived - found.first());
            if (skip > found.entries().size()) {
                throw new DamagedLog(journalDirectory(), 0, "ends before the tiles do");
            }
            for (var entry : found.entries().subList(skip, found.entries().size())) {
                tail.add(entry);
                tree.append(Merkle.leaf(entry.leaf()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The first head is durable before the first leaf, so that a directory which holds only a part of
    /// a log is never taken for a new one.
    private Checkpoint openHead() throws IOException {
        boolean hasJournal = Journal.isIn(journalDirectory());
        boolean hasTiles = Files.exists(settings.directory().resolve("tile"));
        var found = readCheckpoint();
        if (found.isEmpty()) {
            if (hasJournal || hasTiles) {
                throw new DamagedLog(checkpointFile(), 0, "is missing");
            }
            var first = Checkpoint.sign(0, Proofs.emptyRoot(), signer);
            disk.replace(Disk.Write.CHECKPOINT, checkpointFile(), first.bytes());
            return first;
        }
        if (!hasJournal && (hasTiles || found.get().size() > 0)) {
            throw new DamagedLog(journalDirectory(), 0, "the journal is missing");
        }
        if (!found.get().isSignedBy(signer.key())) {
            throw new DamagedLog(checkpointFile(), 0, "not signed by this log");
        }
        return found.get();
    }

    private Path journalDirectory() {
        return settings.directory().resolve("journal");
    }

    private Path checkpointFile() {
        return settings.directory().resolve("checkpoint");
    }

    private Optional<Checkpoint> readCheckpoint() throws IOException {
        var file = checkpointFile();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Checkpoint.parse(Bytes.owning(Files.readAllBytes(file))));
        } catch (MalformedText e) {
            throw new DamagedLog(file, 0, "not a checkpoint: " + e.getMessage());
        }
    }

    /// Whatever head was ever shown, the leaves found must lead to it again.
    private void requireSameHead() throws IOException {
        var head = checkpoint;
        if (head.size() > tree.size()) {
            throw journal.lost(
                    "there are " + tree.size() + " leaves, but the head says " + head.size());
        }
        if (!tree.root(head.size()).equals(head.root())) {
            throw new DamagedLog(
                    settings.directory(), 0, "its leaves do not lead to its signed head");
        }
    }

    public String origin() {
        return signer.key().name();
    }

    public NoteKey key() {
        return signer.key();
    }

    /// How many leaves are durable.
    public long size() {
        return guarded(() -> tree.size());
    }

    public boolean stopped() {
        return stopped;
    }

    /// The newest signed head, with the witnesses that are known for it.
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /// Is there space for more than what is on its way?
    public boolean hasSpace() {
        try {
            return disk.usableBytes(settings.directory()) > settings.reserveBytes();
        } catch (IOException e) {
            return false;
        }
    }

    /// Room for one leaf, to be taken before anybody else is asked to do anything for it.
    public Room reserve() {
        if (stopped) {
            throw new LogRefusal(LogRefusal.Why.STOPPED);
        }
        if (!hasSpace()) {
            throw new LogRefusal(LogRefusal.Why.FULL);
        }
        if (!rooms.tryAcquire()) {
            throw new LogRefusal(LogRefusal.Why.BUSY);
        }
        var given = new AtomicBoolean();
        return () -> {
            if (given.compareAndSet(false, true)) {
                rooms.release();
            }
        };
    }

    /// Returns when the leaf and its side are durable.
    public long append(Bytes leaf, Bytes side) {
        try {
            return appendLater(leaf, side).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LogRefusal refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    /// Completes when the leaf and its side are durable, on the writer's thread.
    public CompletableFuture<Long> appendLater(Bytes leaf, Bytes side) {
        var waiting =
                new Waiting(new Entry(leaf, side), Merkle.leaf(leaf), new CompletableFuture<>());
        if (stopped || closing) {
            waiting.index.completeExceptionally(new LogRefusal(LogRefusal.Why.STOPPED));
        } else if (!queue.offer(waiting)) {
            waiting.index.completeExceptionally(new LogRefusal(LogRefusal.Why.BUSY));
        } else if (deaf) {
            // The writer may have left between the two looks; then nobody else empties the queue.
            failQueue();
        }
        return waiting.index;
    }

    private void write() {
        try {
            while (!stopped && !(closing && queue.isEmpty())) {
                var first = queue.poll(50, TimeUnit.MILLISECONDS);
                if (first != null) {
                    commit(gather(first));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // However the writer leaves, nobody waits for it for ever.
            stopped |= !closing;
            deaf = true;
            failQueue();
        }
    }

    /// Everything that waits goes into one batch: one write, one sync, however many there are.
    private List<Waiting> gather(Waiting first) {
        var batch = new ArrayList<Waiting>();
        batch.add(first);
        int bytes = first.entry.size();
        for (var more = queue.peek();
                more != null && Journal.fits(bytes, more.entry);
                more = queue.peek()) {
            batch.add(queue.remove());
            bytes += more.entry.size() + 4;
        }
        return batch;
    }

    private void commit(List<Waiting> batch) {
        // 1. The batch with its commit mark is written and synced. Should this fail, we cannot know
        //    whether it is there; the log stops, and opening it again finds out.
        boolean durable = false;
        try {
            journal.append(batch.stream().map(Waiting::entry).toList());
            durable = true;
        } catch (IOException e) {
            // The waiters are told below, as they are when anything else goes wrong here.
        } finally {
            if (!durable) {
                stopped = true;
                fail(batch);
            }
        }
        if (!durable) {
            return;
        }
        // 2. The tree in memory grows. After a crash it is rebuilt from the journal.
        long first = guarded(() -> grow(batch));
        // 3. The waiters are told.
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).index.complete(first + i);
        }
    }

    private long grow(List<Waiting> batch) {
        long first = tree.size();
        for (var waiting : batch) {
            tail.add(waiting.entry);
            tree.append(waiting.hash);
        }
        return first;
    }

    /// Only once the writer has left: until then it alone takes from the queue.
    private void failQueue() {
        var rest = new ArrayList<Waiting>();
        queue.drainTo(rest);
        fail(rest);
    }

    private static void fail(List<Waiting> batch) {
        var refusal = new LogRefusal(LogRefusal.Why.STOPPED);
        batch.forEach(waiting -> waiting.index.completeExceptionally(refusal));
    }

    private void keep() {
        long rest = Math.min(20, settings.checkpointEvery().toMillis());
        var next = clock.instant().plus(settings.checkpointEvery());
        try {
            while (!closing && !stopped) {
                Thread.sleep(rest);
                archiveFullTiles();
                if (!clock.instant().isBefore(next)) {
                    checkpointNow();
                    next = clock.instant().plus(settings.checkpointEvery());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | UncheckedIOException e) {
            // The log stops below, as it does when anything else ends its keeper.
        } finally {
            stopped |= !closing;
        }
    }

    /// A signed head over every leaf that is durable now. Two heads of one size cannot differ: they
    /// are over durable leaves alone, and those never change.
    public Checkpoint checkpointNow() {
        heads.lock();
        try {
            var head = signed();
            if (head.size() != checkpoint.size()) {
                // 4. The head is durable before anybody sees it.
                disk.replace(Disk.Write.CHECKPOINT, checkpointFile(), head.bytes());
                checkpoint = head;
            }
            return checkpoint;
        } catch (IOException e) {
            stopped = true;
            throw new UncheckedIOException(e);
        } finally {
            heads.unlock();
        }
    }

    private Checkpoint signed() {
        long size = size();
        return size == checkpoint.size() ? checkpoint : Checkpoint.sign(size, root(size), signer);
    }

    /// Remembers who else has seen the newest head, beside those who are known already. A head that is
    /// not the newest any more is left.
    public void cosigned(Checkpoint witnessed) {
        heads.lock();
        try {
            if (witnessed.text().equals(checkpoint.text())) {
                var all = withOthers(witnessed);
                disk.replace(Disk.Write.CHECKPOINT, checkpointFile(), all.bytes());
                checkpoint = all;
            }
        } catch (IOException e) {
            stopped = true;
            throw new UncheckedIOException(e);
        } finally {
            heads.unlock();
        }
    }

    private Checkpoint withOthers(Checkpoint witnessed) {
        var all = checkpoint;
        for (var signature : witnessed.signatures()) {
            if (!signature.keyId().equals(signer.key().id())) {
                all = all.with(signature);
            }
        }
        return all;
    }

    /// 5. Full tiles are written from what the journal holds, and only then is the journal shortened.
    ///    Writing one again after a crash writes the same bytes.
    private void archiveFullTiles() throws IOException {
        while (guarded(() -> tail.size() >= Tiles.WIDTH)) {
            var entries = guarded(() -> List.copyOf(tail.subList(0, Tiles.WIDTH)));
            long end = archived + Tiles.WIDTH;
            archive.keepEntries(archived / Tiles.WIDTH, entries);
            for (var address : guarded(() -> tree.fullTilesUpTo(end))) {
                archive.keep(address, tile(address));
                guarded(
                        () -> {
                            tree.forget(address);
                            return true;
                        });
            }
            guarded(
                    () -> {
                        tail.subList(0, Tiles.WIDTH).clear();
                        archived = end;
                        return true;
                    });
        }
        journal.dropBefore(archived);
    }

    private Bytes tile(Tiles.Address address) {
        return guarded(() -> tree.tile(address));
    }

    public Bytes root(long size) {
        return guarded(() -> tree.root(size));
    }

    public List<Bytes> inclusion(long index, long size) {
        return guarded(() -> tree.inclusion(index, size));
    }

    public List<Bytes> consistency(long from, long to) {
        return guarded(() -> tree.consistency(from, to));
    }

    public Bytes leaf(long index) {
        return kept(index).leaf();
    }

    /// Empty once it was destroyed.
    public Optional<Bytes> side(long index) {
        return kept(index).side();
    }

    private Kept kept(long index) {
        var found = read(index, 1);
        if (found.isEmpty()) {
            throw new MalformedText("index", "beyond the log");
        }
        return found.getFirst();
    }

    /// Durable leaves from this one on, in order; at most so many, and perhaps fewer.
    public List<Kept> read(long from, int most) {
        if (from < 0) {
            throw new MalformedText("index", "negative");
        }
        var fromTail =
                guarded(
                        () ->
                                from < archived
                                        ? Optional.<List<Kept>>empty()
                                        : Optional.of(tailFrom(from, most)));
        if (fromTail.isPresent()) {
            return fromTail.get();
        }
        try {
            long bundle = from / Tiles.WIDTH;
            var leaves = archive.entries(bundle);
            var sides = archive.sides(bundle);
            var kept = new ArrayList<Kept>();
            for (int i = (int) (from % Tiles.WIDTH); i < Tiles.WIDTH && kept.size() < most; i++) {
                int at = i;
                kept.add(
                        new Kept(
                                bundle * Tiles.WIDTH + i,
                                leaves.get(i),
                                sides.map(all -> all.get(at))));
            }
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// These leaves, in this order. Neighbours stand in one file, which is read once for all of them.
    public List<Kept> read(List<Long> indexes) {
        var files = new HashMap<Long, List<Kept>>();
        var kept = new ArrayList<Kept>(indexes.size());
        for (long index : indexes) {
            long first = index - index % Tiles.WIDTH;
            var file = files.computeIfAbsent(first, start -> read(start, Tiles.WIDTH));
            int at = (int) (index - first);
            if (at >= file.size()) {
                throw new MalformedText("index", "beyond the log");
            }
            kept.add(file.get(at));
        }
        return kept;
    }

    private List<Kept> tailFrom(long from, int most) {
        var kept = new ArrayList<Kept>();
        for (long i = from; i < archived + tail.size() && kept.size() < most; i++) {
            var entry = tail.get((int) (i - archived));
            kept.add(new Kept(i, entry.leaf(), Optional.of(entry.side())));
        }
        return kept;
    }

    /// What C2SP `tlog-tiles` serves under this path, as far as the newest head reaches.
    public Optional<Bytes> tile(String path) {
        return Tiles.Address.parse(path).filter(this::isWithinHead).map(this::served);
    }

    private boolean isWithinHead(Tiles.Address address) {
        long count = checkpoint.size();
        for (int level = 0; level < address.level(); level++) {
            count /= Tiles.WIDTH;
        }
        long tile = count / Tiles.WIDTH;
        return address.index() < tile
                || address.index() == tile && address.width() <= count % Tiles.WIDTH;
    }

    private Bytes served(Tiles.Address address) {
        if (address.level() != Tiles.Address.ENTRIES) {
            return tile(address);
        }
        var leaves = read(address.index() * Tiles.WIDTH, address.width());
        return Tiles.bundle(leaves.stream().map(Kept::leaf).toList());
    }

    private interface Work<T> {

        T done() throws IOException;
    }

    private <T> T guarded(Work<T> work) {
        state.lock();
        try {
            return work.done();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            state.unlock();
        }
    }

    /// What was accepted is finished, a last head is signed, and the directory is free.
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        try {
            writer.join(TimeUnit.SECONDS.toMillis(10));
            keeper.join(TimeUnit.SECONDS.toMillis(10));
            if (!stopped) {
                checkpointNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            journal.close();
            lock.close();
        }
    }
}
