package org.saphan.notary;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.Salts;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.evidence.log.Disk;
import org.saphan.evidence.log.FileDisk;
import org.saphan.evidence.log.Log;
import org.saphan.evidence.log.LogRefusal;
import org.saphan.evidence.log.NoteSigner;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.Problem;
import org.saphan.kernel.sql.Acts;
import org.saphan.kernel.sql.Database;

/// This site's evidence as it runs: the log, and the private index beside it.
///
/// What a method here has answered is durable. The index follows the log and never leads it.
public final class Notary implements Acts.Appender, AutoCloseable {

    /// Room for one leaf; closing it gives back what was not used.
    public interface Room extends AutoCloseable {

        @Override
        void close();
    }

    /// An HMAC of a citizen's number; the number itself is kept nowhere.
    public record SubjectKey(Bytes value) {

        @Override
        public String toString() {
            return "subject(withheld)";
        }
    }

    /// A leaf as a party to it may see it.
    public record Party(String exchange, Bytes leaf, Salts salts) {}

    /// How the evidence is.
    ///
    /// @param size          durable leaves
    /// @param checkpoint    leaves under the newest signed head
    /// @param indexLag      durable leaves that the database does not know yet
    /// @param freeBytes     until new exchanges are refused, where PostgreSQL writes
    /// @param witnessed     leaves under the newest head that a witness countersigned
    /// @param lastTimestamp of the newest head that has one
    /// @param alone         leaves of other sites that did not check out when we reconciled
    /// @param halted        why this site takes no new exchanges, if it does not
    public record Status(
            String origin,
            long size,
            long checkpoint,
            long indexLag,
            long freeBytes,
            long witnessed,
            Optional<Instant> lastTimestamp,
            long alone,
            Optional<String> halted) {}

    private static final int PAGE = 256;

    private final NotarySettings settings;
    private final Log log;
    private final Database database;
    private final Index index;
    private final Heads heads;
    private final SubjectSecret subjects;
    private final FreeSpace databaseSpace;
    private final Clock clock;
    private final SecureRandom random;
    private final RefusalCounts refusals;
    private final ReentrantLock oneActAtATime = new ReentrantLock();
    private final AtomicLong alone = new AtomicLong();
    private volatile Optional<String> halted = Optional.empty();

    private Notary(
            NotarySettings settings,
            Log log,
            Database database,
            Index index,
            SubjectSecret subjects,
            FreeSpace databaseSpace,
            Clock clock,
            SecureRandom random) {
        this.settings = settings;
        this.log = log;
        this.database = database;
        this.index = index;
        this.heads = new Heads(database, index.logRow());
        this.subjects = subjects;
        this.databaseSpace = databaseSpace;
        this.clock = clock;
        this.random = random;
        this.refusals = new RefusalCounts(clock.instant());
    }

    /// Opens the log, or makes it, and brings the index up to it. Throws an `IOException` that says
    /// what is wrong when the log's directory is damaged, in use, or another log's.
    public static Notary open(
            NotarySettings settings,
            NoteSigner logKey,
            Database database,
            Clock clock,
            SecureRandom random)
            throws IOException {
        return open(settings, logKey, database, clock, random, new FileDisk());
    }

    static Notary open(
            NotarySettings settings,
            NoteSigner logKey,
            Database database,
            Clock clock,
            SecureRandom random,
            Disk disk)
            throws IOException {
        var subjects = SubjectSecret.open(settings.keys(), random);
        Succession.finish(settings);
        var log = Log.open(settings.log(), logKey, clock, disk);
        try {
            var index = Index.open(database, log);
            var space = FreeSpace.of(settings.database());
            return new Notary(settings, log, database, index, subjects, space, clock, random);
        } catch (RuntimeException e) {
            // Without this the log's lock would outlive a start that failed.
            log.close();
            throw e;
        }
    }

    /// Throws a `Problem`: no room, or busy. What is given here is room in the log, in the index and
    /// in the database, because a leaf needs all three.
    public Room reserve() {
        requireRunning();
        if (databaseSpace.bytes() < settings.reserveBytes()) {
            throw noRoom("the disk of the database is nearly full");
        }
        if (index.lag() > settings.indexLag()) {
            throw busy("the index is too far behind the log");
        }
        try {
            var room = log.reserve();
            return room::close;
        } catch (LogRefusal e) {
            throw problem(e);
        }
    }

    private void requireRunning() {
        if (halted.isPresent()) {
            throw new Problem(Problem.Kind.INTERNAL, halted.get());
        }
    }

    private static Problem problem(LogRefusal refusal) {
        return switch (refusal.why()) {
            case FULL -> noRoom("the disk of the evidence log is nearly full");
            case BUSY -> busy("too many exchanges are open");
            case STOPPED ->
                    new Problem(
                            Problem.Kind.INTERNAL,
                            "the evidence log stopped after a failed write; the operator must restart this site");
        };
    }

    private long append(Bytes leaf, Side side) {
        requireRunning();
        try {
            return log.append(leaf, side.bytes());
        } catch (LogRefusal e) {
            throw problem(e);
        }
    }

    private static Problem noRoom(String why) {
        return new Problem(Problem.Kind.NO_ROOM, why);
    }

    private static Problem busy(String why) {
        return new Problem(Problem.Kind.BUSY, why, Optional.of(Duration.ofSeconds(1)));
    }

    /// Returns when the leaf and its private part are durable.
    public void record(Leaf.Exchange leaf, Salts salts, Optional<SubjectKey> subject) {
        // 1. Read first: what cannot be read back must not be written.
        var entry = Entry.of(leaf, subject);

        // 2. The private part and the leaf, durable together; a crash here leaves both or neither.
        long at = append(leaf.bytes(), new Side(salts, subject));

        // 3. Found from now on. A crash here costs nothing: the index reads the log when it opens.
        index.appended(at, entry);
    }

    public SubjectKey subjectKey(String number) {
        return subjects.keyOf(number);
    }

    /// Counts something that was turned away unproved; one aggregate leaf a minute.
    public void count(String reason) {
        refusals.add(reason);
    }

    /// Writes the last minute's refusals; true when there were any.
    public boolean refusedStep() {
        var due = refusals.due(settings.site(), clock.instant());
        due.ifPresent(this::appendRefusals);
        return due.isPresent();
    }

    private void appendRefusals(Leaf.Refused refused) {
        append(refused.bytes(), Side.none());
    }

    /// Indexes one batch of leaves; true when more is waiting.
    public boolean step() {
        return index.step();
    }

    /// Every exchange whose request was made since then, oldest first.
    public void tail(Instant since, Consumer<Leaf.Exchange> each) {
        long size = log.size();
        long next = index.firstLeafSince(since);
        while (next < size) {
            var kept = log.read(next, PAGE);
            kept.stream()
                    .flatMap(leaf -> Index.exchange(leaf).stream())
                    .filter(exchange -> !Entry.requestedAt(exchange).isBefore(since))
                    .forEach(each);
            next += kept.size();
        }
    }

    public boolean knows(String exchange, Leaf.Role role) {
        return index.knows(new Entry.Key(ExchangeId.parse(exchange), role));
    }

    /// What this site, as the provider's, delivered to a consumer member; ids after this one, in order.
    public List<Party> providedTo(MemberId consumer, String after, int limit) {
        var start = after.isEmpty() ? Optional.<UUID>empty() : Optional.of(ExchangeId.parse(after));
        var located = index.provided(consumer, start, limit);
        var kept = log.read(located.stream().map(Entry.Located::leaf).toList());
        return IntStream.range(0, located.size())
                .mapToObj(i -> party(located.get(i), kept.get(i)))
                .toList();
    }

    private static Party party(Entry.Located located, Log.Kept kept) {
        return new Party(
                located.key().exchange().toString(), kept.leaf(), Index.side(kept.side()).salts());
    }

    /// The last exchange id up to which this member's exchanges with that site were reconciled; empty
    /// before the first time.
    public String reconciledUpTo(MemberId member, String site) {
        return database.read(handle -> IndexTable.reconciledUpTo(handle, member, site)).orElse("");
    }

    public void reconciled(MemberId member, String site, String exchange) {
        database.write(
                handle -> {
                    IndexTable.reconciled(handle, member, site, exchange);
                    return exchange;
                });
    }

    /// How many leaves of other sites did not check out since the start; for [#status].
    public void foundAlone(long count) {
        alone.set(count);
    }

    /// Appends an act of the database's outbox; the same act twice is one leaf.
    ///
    /// One at a time, so that between the question whether it is there and the leaf nobody else can
    /// write it. A crash after the append is found out by the index, which reads the log to its end
    /// before the first question.
    @Override
    public void append(String act, Bytes leaf) {
        var id = ExchangeId.parse(act);
        if (!(Leaf.parse(leaf) instanceof Leaf.Act read) || !read.act().equals(act)) {
            throw new IllegalArgumentException("the leaf is not that of this act");
        }
        oneActAtATime.lock();
        try {
            if (!index.knowsAct(id)) {
                index.appendedAct(append(leaf, Side.none()), id);
            }
        } finally {
            oneActAtATime.unlock();
        }
    }

    /// Ends this log and begins another one, whose first leaf names the old one: after a restore, when
    /// witnesses hold a larger head than ours. A deliberate act of the operator, while the site is
    /// stopped; the old log stays readable beside the new one.
    ///
    /// @param reason a coded word, for example `restored`
    public static void succeed(
            NotarySettings settings,
            NoteSigner oldKey,
            NoteSigner newKey,
            String reason,
            Database database,
            Clock clock)
            throws IOException {
        new Succession(settings, database, clock, new FileDisk()).begin(oldKey, newKey, reason);
    }

    public Status status() {
        var newest = heads.newest();
        return new Status(
                log.origin(),
                log.size(),
                log.checkpoint().size(),
                index.lag(),
                databaseSpace.bytes() - settings.reserveBytes(),
                newest.map(head -> head.checkpoint().size()).orElse(0L),
                heads.lastTimestamp(),
                alone.get(),
                halted);
    }

    /// From now on no new leaf of any kind: going on would contradict a head that others hold.
    void halt(String why) {
        halted = Optional.of(why);
    }

    /// Remembers what witnesses signed, with the log and for receipts.
    void cosigned(Checkpoint head) {
        log.cosigned(head);
        heads.witnessed(head);
    }

    Log log() {
        return log;
    }

    Index index() {
        return index;
    }

    SecureRandom random() {
        return random;
    }

    Heads heads() {
        return heads;
    }

    NotarySettings settings() {
        return settings;
    }

    @Override
    public void close() {
        if (!log.stopped() && halted.isEmpty()) {
            refusals.take(settings.site(), clock.instant()).ifPresent(this::appendRefusals);
        }
        log.close();
    }
}
