package org.saphan.notary;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.Text;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.evidence.log.Log;
import org.saphan.evidence.log.WitnessRequest;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Answer;
import org.saphan.kernel.http.Outcome;
import org.saphan.members.TrustList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings each new head of our log to every witness (C2SP `tlog-witness`) and keeps what they sign.
///
/// A witness that holds a head which ours does not extend proves that this log was set back, by a
/// restore or a copy of the disk. Until a witness has agreed once since the start its word stops the
/// site; after that it can only be the witness that is wrong, and it is written down.
final class WitnessRounds {

    static final String PATH = "/witness/add-checkpoint";

    private static final Logger LOG = LoggerFactory.getLogger(WitnessRounds.class);
    private static final Duration SKEW = Duration.ofSeconds(30);

    /// What a witness answered.
    private sealed interface Word {

        record Signed(Checkpoint head) implements Word {}

        /// It last saw a head of this size.
        record Holds(long size) implements Word {}

        record Contradicts(String how) implements Word {}

        record Silent(String why) implements Word {}
    }

    /// @param size   of the newest head that it is known to hold
    /// @param agreed it signed a head of ours since we started
    private record State(long size, boolean agreed, Pause pause) {

        static final State UNKNOWN = new State(0, false, Pause.none());
    }

    private final Notary notary;
    private final Registry registry;
    private final Post post;
    private final Map<String, State> states = new HashMap<>();

    WitnessRounds(Notary notary, Registry registry, Post post) {
        this.notary = notary;
        this.registry = registry;
        this.post = post;
    }

    /// Asks every witness that does not hold the newest head and is not to be left alone. Never more
    /// to do at once: the next head comes with the next checkpoint.
    boolean step() {
        for (var site : registry.witnesses()) {
            var head = notary.log().checkpoint();
            var state = states.getOrDefault(site.id(), State.UNKNOWN);
            // An empty log asks too: a witness may remember that it was not always empty.
            boolean isNews = head.size() > state.size() || !state.agreed();
            if (isNews && state.pause().isOver(registry.now())) {
                states.put(site.id(), after(site, state, ask(site, state, head)));
            }
        }
        return false;
    }

    /// Before the first exchange: a witness that holds a larger head than ours stops the start. One
    /// that is away is asked again by every step.
    void requireNewestHead() {
        step();
        notary.status()
                .halted()
                .ifPresent(
                        why -> {
                            throw new Problem(Problem.Kind.CONFLICT, why);
                        });
    }

    boolean hasAgreed() {
        return registry.witnesses().isEmpty() || states.values().stream().anyMatch(State::agreed);
    }

    private State after(TrustList.Site site, State state, Word word) {
        var now = registry.now();
        return switch (word) {
            case Word.Signed(var head) -> {
                notary.cosigned(head);
                yield new State(head.size(), true, Pause.none());
            }
            case Word.Contradicts(var how) -> {
                contradicted(site, state, how);
                yield new State(state.size(), state.agreed(), state.pause().longer(now));
            }
            case Word.Silent(var why) -> {
                LOG.info("witness {} does not answer: {}", site.id(), why);
                yield new State(state.size(), state.agreed(), state.pause().longer(now));
            }
            case Word.Holds _ -> throw new IllegalStateException("answered by asking again");
        };
    }

    private void contradicted(TrustList.Site site, State state, String how) {
        LOG.error("witness {} contradicts our log: {}", site.id(), how);
        if (!state.agreed()) {
            notary.halt(
                    "witness "
                            + site.id()
                            + " "
                            + how
                            + "; this log was set back and must not go on: start a new log");
        }
    }

    /// Asks once, and a second time from the size that the witness names.
    private Word ask(TrustList.Site site, State state, Checkpoint head) {
        var first = ask(site, state.size(), head);
        if (!(first instanceof Word.Holds(long size))) {
            return first;
        }
        if (size > notary.log().checkpoint().size()) {
            return new Word.Contradicts(
                    "holds a head of %d leaves, ours has %d".formatted(size, head.size()));
        }
        if (size > head.size()) {
            return new Word.Silent("it already holds a newer head of ours");
        }
        return switch (ask(site, size, head)) {
            case Word.Holds(long again) when again == size ->
                    new Word.Contradicts("holds another head of %d leaves".formatted(size));
            case Word.Holds _ -> new Word.Silent("its head moves while we ask");
            case Word.Signed signed -> signed;
            case Word.Contradicts contradicts -> contradicts;
            case Word.Silent silent -> silent;
        };
    }

    private Word ask(TrustList.Site site, long from, Checkpoint head) {
        var request = new WitnessRequest(from, proof(notary.log(), from, head), head);
        var outcome =
                post.to(site.publicBase(), PATH, "text/plain; charset=utf-8", request.bytes());
        return switch (outcome) {
            case Outcome.Answered(var answer) -> read(site, request, answer);
            case Outcome.Unreachable(var detail) -> new Word.Silent(detail);
            case Outcome.Broken(var detail) -> new Word.Silent(detail);
            case Outcome.Slow _ -> new Word.Silent("too slow");
            case Outcome.TooLarge _ -> new Word.Silent("too much");
            case Outcome.Busy _ -> new Word.Silent("too many calls are open");
        };
    }

    private static List<Bytes> proof(Log log, long from, Checkpoint head) {
        return from == 0 || from == head.size() ? List.of() : log.consistency(from, head.size());
    }

    private Word read(TrustList.Site site, WitnessRequest request, Answer answer) {
        try {
            return switch (answer.status()) {
                case 200 -> signed(site, request, answer.body());
                case 409 -> new Word.Holds(Text.parseNumber("size", answer.body().text().strip()));
                case 422 -> new Word.Contradicts("holds a head that ours does not extend");
                default -> new Word.Silent("status " + answer.status());
            };
        } catch (MalformedText e) {
            return new Word.Silent("what it says cannot be read");
        }
    }

    /// Only signatures of keys that the trust list gives this witness count, made at about our time.
    private Word signed(TrustList.Site site, WitnessRequest request, Bytes lines) {
        var head = request.countersigned(lines, site.witnesses());
        var seen =
                site.witnesses().stream()
                        .map(head::witnessedBy)
                        .flatMap(Optional::stream)
                        .max(Comparator.naturalOrder())
                        .filter(this::isAboutNow);
        seen.ifPresent(registry::saw);
        return seen.isPresent()
                ? new Word.Signed(head)
                : new Word.Silent("its signature does not count");
    }

    private boolean isAboutNow(Instant time) {
        return Duration.between(registry.now(), time).abs().compareTo(SKEW) <= 0;
    }
}
