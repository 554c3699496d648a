package org.saphan.notary;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.kernel.http.Outcome;
import org.saphan.members.TrustList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the hub's authority for the time of our witnessed heads: at once after a pause, and under
/// traffic every few seconds. While the hub is away receipts say that their time is pending.
final class TimestampRounds {

    static final String PATH = "/tsa";
    static final String QUERY = "application/timestamp-query";
    static final String REPLY = "application/timestamp-reply";

    private static final Logger LOG = LoggerFactory.getLogger(TimestampRounds.class);

    private final Notary notary;
    private final Registry registry;
    private final Post post;
    private final SecureRandom random;
    private Pause pause = Pause.none();
    private Instant next = Instant.MIN;
    private long stamped;

    TimestampRounds(Notary notary, Registry registry, Post post, SecureRandom random) {
        this.notary = notary;
        this.registry = registry;
        this.post = post;
        this.random = random;
        this.stamped =
                notary.heads().newestStamped().map(head -> head.checkpoint().size()).orElse(0L);
    }

    boolean step() {
        var now = registry.now();
        if (now.isBefore(next) || !pause.isOver(now)) {
            return false;
        }
        var head = unstamped();
        var hub = registry.hub();
        if (head.isPresent() && hub.isPresent()) {
            pause = ask(hub.get(), head.get()) ? Pause.none() : pause.longer(now);
        }
        return false;
    }

    /// The newest head that a witness saw. Where nobody else is there to witness, our own newest one.
    private Optional<Checkpoint> unstamped() {
        Optional<Checkpoint> newest =
                registry.witnesses().isEmpty()
                        ? Optional.of(notary.log().checkpoint())
                        : notary.heads().newest().map(Heads.Head::checkpoint);
        return newest.filter(head -> head.size() > stamped);
    }

    private boolean ask(TrustList.Site hub, Checkpoint head) {
        var question = Stamper.about(head, random);
        var outcome = post.to(hub.publicBase(), PATH, QUERY, question.query());
        if (!(outcome instanceof Outcome.Answered(var answer)) || answer.status() != 200) {
            LOG.info("the timestamp authority does not answer");
            return false;
        }
        return keep(head, question, answer.body());
    }

    private boolean keep(Checkpoint head, Stamper question, Bytes answer) {
        try {
            var stamp = question.read(answer, registry);
            notary.heads().stamped(head, stamp.token(), stamp.time());
            registry.saw(stamp.time());
            stamped = head.size();
            next = registry.now().plus(notary.settings().timestampEvery());
            return true;
        } catch (MalformedText e) {
            LOG.warn("the timestamp authority's answer does not count: {}", e.getMessage());
            return false;
        }
    }
}
