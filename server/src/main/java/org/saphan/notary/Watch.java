package org.saphan.notary;

import static org.saphan.kernel.http.Routes.post;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.saphan.evidence.MalformedText;
import org.saphan.evidence.log.FileDisk;
import org.saphan.evidence.log.NoteSigner;
import org.saphan.evidence.log.Witness;
import org.saphan.evidence.time.TimestampAuthority;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Call;
import org.saphan.kernel.http.HttpCaller;
import org.saphan.kernel.http.Outcome;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.kernel.http.Routes;
import org.saphan.members.Members;

/// The notary's dealings with the outside: others watch our log, we watch theirs, and the hub says
/// what time it is. The site's loops call the steps; nothing here waits for another site in a request.
public final class Watch implements AutoCloseable {

    private static final int MAX_QUERY = 4 << 10;

    private final WitnessRounds witnesses;
    private final TimestampRounds timestamps;
    private final Witness witness;
    private final WitnessDoor door;
    private final Optional<TimestampAuthority> authority;

    private Watch(
            WitnessRounds witnesses,
            TimestampRounds timestamps,
            Witness witness,
            WitnessDoor door,
            Optional<TimestampAuthority> authority) {
        this.witnesses = witnesses;
        this.timestamps = timestamps;
        this.witness = witness;
        this.door = door;
        this.authority = authority;
    }

    /// @param witnessKey this site's own, with which it countersigns other logs
    /// @param authority  present at the hub
    public static Watch open(
            Notary notary,
            Members members,
            HttpCaller http,
            NoteSigner witnessKey,
            Optional<TimestampAuthority> authority,
            Clock clock)
            throws IOException {
        return open(notary, Registry.of(members), http::call, witnessKey, authority, clock);
    }

    static Watch open(
            Notary notary,
            Registry registry,
            Function<Call, Outcome> http,
            NoteSigner witnessKey,
            Optional<TimestampAuthority> authority,
            Clock clock)
            throws IOException {
        var post = new Post(http);
        var directory = notary.settings().directory().resolve("witness");
        var witness = Witness.open(directory, witnessKey, clock, new FileDisk());
        return new Watch(
                new WitnessRounds(notary, registry, post),
                new TimestampRounds(notary, registry, post, notary.random()),
                witness,
                new WitnessDoor(witness, registry),
                authority);
    }

    /// Throws a `Problem` when a witness holds a larger head of our log than we do. Main calls it
    /// before the first exchange.
    public void requireNewestHead() {
        witnesses.requireNewestHead();
    }

    /// Has a witness signed a head of ours since the start? True, too, when nobody is listed as one.
    public boolean hasAgreed() {
        return witnesses.hasAgreed();
    }

    /// Brings the newest head to the witnesses.
    public boolean witnessStep() {
        return witnesses.step();
    }

    /// Asks for a timestamp when one is due.
    public boolean timestampStep() {
        return timestamps.step();
    }

    WitnessDoor door() {
        return door;
    }

    /// `POST /witness/add-checkpoint`, and at the hub `POST /tsa`.
    public Routes publicRoutes() {
        var signing = post(WitnessRounds.PATH, door::answer);
        return authority
                .map(tsa -> Routes.of(signing, post(TimestampRounds.PATH, r -> time(tsa, r))))
                .orElseGet(() -> Routes.of(signing));
    }

    static Reply time(TimestampAuthority authority, Request request) {
        boolean isQuery =
                request.header("Content-Type").map(TimestampRounds.QUERY::equals).orElse(false);
        if (!isQuery || request.body().size() > MAX_QUERY) {
            throw notAQuery();
        }
        try {
            return Reply.bytes(TimestampRounds.REPLY, authority.answer(request.body()));
        } catch (MalformedText e) {
            throw notAQuery();
        }
    }

    private static Problem notAQuery() {
        return new Problem(
                Problem.Kind.MALFORMED,
                "send an RFC 3161 query over SHA-256 as " + TimestampRounds.QUERY);
    }

    @Override
    public void close() {
        witness.close();
    }
}
