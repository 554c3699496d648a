package org.saphan.callers;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.function.Supplier;
import org.saphan.evidence.Leaf;
import org.saphan.kernel.Problem;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.http.Request;
import org.saphan.kernel.http.Routes;
import org.saphan.kernel.sql.Acts;
import org.saphan.kernel.sql.Database;
import org.saphan.members.Account;
import org.saphan.members.Members;

/// Which system is calling. A caller proves itself by its key, by a token of its member's issuer, or
/// by its TLS certificate, asked in this order; the first that it shows decides.
public final class Callers {

    static final String KEY = "Saphan-Key";
    static final String TOKEN = "Saphan-Token";

    /// What a request proves about its sender.
    public sealed interface Proof {

        record Known(Account.SystemAccount account) implements Proof {}

        record Unproved() implements Proof {}

        /// Perhaps; but what is needed to tell cannot be reached now.
        record Uncheckable() implements Proof {}
    }

    /// What this room needs from the rest of its site.
    public record Parts(
            CallerSettings settings,
            Database database,
            Acts acts,
            Acts.Appender appender,
            Members members,
            Clock clock) {}

    private final Parts parts;
    private final Credentials credentials;
    private final Tokens tokens;

    private Callers(Parts parts) {
        this.parts = parts;
        this.credentials = new Credentials(parts.database());
        this.tokens = new Tokens(parts.settings().issuers());
    }

    public static Callers open(Parts parts) {
        return new Callers(parts);
    }

    /// @param claimed whom the caller says it is; asked only where anybody is believed
    public Proof prove(Request request, Supplier<SystemId> claimed) {
        var key = request.header(KEY);
        if (key.isPresent()) {
            return byKey(key.get());
        }
        var token = request.header(TOKEN);
        if (token.isPresent()) {
            return byToken(token.get());
        }
        if (!request.peerCertificates().isEmpty()) {
            return byCertificate(request.peerCertificates().getFirst());
        }
        return parts.settings().anybodyOnLoopback()
                ? known(Optional.of(claimed.get()))
                : new Proof.Unproved();
    }

    private Proof byKey(String key) {
        return parts.members().account(key).orElse(null) instanceof Account.SystemAccount system
                ? new Proof.Known(system)
                : new Proof.Unproved();
    }

    private Proof byToken(String token) {
        return switch (tokens.look(token)) {
            case Tokens.Seen.Good(var client, var member) ->
                    known(
                            credentials
                                    .owner(client)
                                    .filter(system -> system.member().equals(member)));
            case Tokens.Seen.Bad _ -> new Proof.Unproved();
            case Tokens.Seen.Uncheckable _ -> new Proof.Uncheckable();
        };
    }

    /// TLS has shown that the caller has the certificate's key; registering it has shown whose it is.
    private Proof byCertificate(X509Certificate certificate) {
        try {
            certificate.checkValidity(Date.from(now()));
            return known(credentials.owner(Credential.Certificate.of(certificate)));
        } catch (CertificateException e) {
            return new Proof.Unproved();
        }
    }

    private Proof known(Optional<SystemId> system) {
        return system.flatMap(parts.members()::system)
                .<Proof>map(Proof.Known::new)
                .orElseGet(Proof.Unproved::new);
    }

    Credentials credentials() {
        return credentials;
    }

    CallerSettings settings() {
        return parts.settings();
    }

    void register(Credential credential, SystemId system) {
        if (parts.members().system(system).isEmpty()) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "no such system is registered at this site; 'saphan system add' registers it");
        }
        write("caller-registered", credential, system);
    }

    /// Whose it was.
    SystemId forget(Credential credential) {
        var system =
                credentials
                        .owner(credential)
                        .orElseThrow(
                                () ->
                                        new Problem(
                                                Problem.Kind.NOT_FOUND,
                                                "no system is known by this; 'saphan system callers'"
                                                        + " lists what is"));
        write("caller-forgotten", credential, system);
        return system;
    }

    /// The change and its act, together and durable before this returns.
    private void write(String kind, Credential credential, SystemId system) {
        var members = parts.members();
        var act =
                new Leaf.Act(
                        members.ids().next().toString(),
                        members.now(),
                        members.site(),
                        kind,
                        system.member().toString(),
                        system.toString(),
                        Optional.empty());
        parts.database()
                .write(
                        handle -> {
                            if (kind.equals("caller-registered")) {
                                Credentials.save(handle, credential, system, now());
                            } else {
                                Credentials.remove(handle, credential);
                            }
                            parts.acts().record(handle, act.act(), act.bytes());
                            return true;
                        });
        parts.acts().flush(parts.appender());
        credentials.reload();
    }

    private Instant now() {
        return parts.clock().instant();
    }

    public Routes operationsRoutes() {
        return new CallerRoutes(this).operations();
    }
}
