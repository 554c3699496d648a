package org.saphan.notary;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.saphan.evidence.SigningKey;
import org.saphan.evidence.log.Checkpoint;
import org.saphan.evidence.log.FileDisk;
import org.saphan.evidence.log.NoteKey;
import org.saphan.evidence.log.NoteSigner;
import org.saphan.evidence.log.Witness;
import org.saphan.kernel.Problem;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.http.Answer;
import org.saphan.kernel.http.Call;
import org.saphan.kernel.http.Outcome;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.members.Account;

/// One site with its notary, and a hub that witnesses its log and says the time: the real witness over
/// a network that a test can cut.
final class TestSites implements AutoCloseable {

    final TestNotary own;
    final TestRegistry registry;
    final TestRegistry hubRegistry;
    final Witness hubWitness;
    final TestAuthority time;
    final List<String> calls = new ArrayList<>();
    final NoteSigner witnessKey = witnessKey("saphan.example/th/hub/witness");
    WitnessRounds witnesses;
    TimestampRounds timestamps;
    boolean hubIsAway;

    TestSites(Path directory) throws IOException {
        this(directory.resolve("hub"), TestNotary.in(directory.resolve("oic")));
    }

    private TestSites(Path hub, TestNotary own) throws IOException {
        this.own = own;
        registry =
                new TestRegistry("oic", own.clock)
                        .listing(
                                "oic",
                                Optional.of(own.key.key()),
                                Optional.of(witnessKey("own").key()))
                        .listing("hub", Optional.empty(), Optional.of(witnessKey.key()));
        hubRegistry =
                new TestRegistry("hub", own.clock)
                        .listing("oic", Optional.of(own.key.key()), Optional.empty());
        time = new TestAuthority(own.clock);
        hubWitness = Witness.open(hub, witnessKey, own.clock, new FileDisk());
        rounds(own.notary);
    }

    static NoteSigner witnessKey(String name) {
        return NoteSigner.of(
                name, NoteKey.Kind.WITNESS, SigningKey.of(SigningKey.generate("Ed25519")));
    }

    /// As after a restart: nothing is remembered about the others.
    void rounds(Notary notary) {
        var post = new Post(this::call);
        witnesses = new WitnessRounds(notary, registry, post);
        timestamps = new TimestampRounds(notary, registry, post, new SecureRandom());
    }

    /// A caller, a colleague of its own member, the provider, a stranger, and an auditor.
    void registerAccounts() {
        system("caller", TestExchanges.CONSUMER);
        system("colleague", "TH/GOV/DLT/other");
        system("provider", "TH/GOV/OIC/motor");
        system("stranger", "TH/COM/ACME/shop");
        registry.accounts.put("auditor", new Account.AuditorAccount("audit office"));
    }

    private void system(String key, String id) {
        registry.accounts.put(key, new Account.SystemAccount(new SystemId(id), Optional.empty()));
    }

    Checkpoint head() {
        return own.notary.log().checkpointNow();
    }

    private Outcome call(Call call) {
        calls.add(call.target());
        if (hubIsAway || !call.place().host().equals("hub.example")) {
            return new Outcome.Unreachable("nobody there");
        }
        var reply = hub(call);
        return new Outcome.Answered(new Answer(reply.status(), reply.headers(), reply.body()));
    }

    /// As the hub's listener would: a problem is an answer.
    private Reply hub(Call call) {
        var request =
                new Request(
                        UUID.randomUUID(),
                        call.method(),
                        call.target(),
                        call.headers(),
                        call.body(),
                        List.of());
        try {
            return call.target().equals(TimestampRounds.PATH)
                    ? Watch.time(time.authority, request)
                    : new WitnessDoor(hubWitness, hubRegistry).answer(request);
        } catch (Problem e) {
            return Reply.problem(e, request.id());
        }
    }

    @Override
    public void close() {
        own.close();
        hubWitness.close();
    }
}
