package org.saphan.notary;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Leaf;
import org.saphan.evidence.Salts;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.sql.Acts;

/// Skeleton.
public final class Notary implements Acts.Appender {

    /// Room for one leaf; closing it gives back what was not used.
    public interface Room extends AutoCloseable {

        @Override
        void close();
    }

    /// An HMAC of a citizen's number; the number itself is kept nowhere.
    public record SubjectKey(Bytes value) {}

    /// A leaf as a party to it may see it.
    public record Party(String exchange, Bytes leaf, Salts salts) {}

    /// Throws a `Problem`: no room, or busy.
    public Room reserve() {
        throw new IllegalStateException();
    }

    /// Returns when the leaf and its private part are durable.
    public void record(Leaf.Exchange leaf, Salts salts, Optional<SubjectKey> subject) {
        throw new IllegalStateException();
    }

    public SubjectKey subjectKey(String number) {
        throw new IllegalStateException();
    }

    /// Counts something that was turned away unproved; one aggregate leaf a minute.
    public void count(String reason) {
        throw new IllegalStateException();
    }

    /// Every exchange whose request was made since then, oldest first.
    public void tail(Instant since, Consumer<Leaf.Exchange> each) {
        throw new IllegalStateException();
    }

    public boolean knows(String exchange, Leaf.Role role) {
        throw new IllegalStateException();
    }

    /// What this site, as the provider's, delivered to a consumer member; ids after this one, in order.
    public List<Party> providedTo(MemberId consumer, String after, int limit) {
        throw new IllegalStateException();
    }

    /// The last exchange id up to which this member's exchanges with that site were reconciled.
    public String reconciledUpTo(MemberId member, String site) {
        throw new IllegalStateException();
    }

    public void reconciled(MemberId member, String site, String exchange) {
        throw new IllegalStateException();
    }

    /// Appends an act of the database's outbox; the same act twice is one leaf.
    @Override
    public void append(String act, Bytes leaf) {
        throw new IllegalStateException();
    }
}
