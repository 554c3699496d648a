package org.saphan.members;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.SystemId;
import org.saphan.kernel.sql.Database;

/// Keys of calling systems and auditors. A key is 32 random bytes, so its plain SHA-256 cannot be
/// guessed; looking the hash up tells nothing about the key through the time that it takes.
final class Accounts {

    private final Database database;
    private final SecureRandom random;
    private volatile Map<Bytes, Account> byHash = Map.of();
    private volatile Map<SystemId, Account.SystemAccount> systems = Map.of();

    Accounts(Database database, SecureRandom random) {
        this.database = database;
        this.random = random;
        reload();
    }

    Optional<Account> find(String key) {
        return Optional.ofNullable(byHash.get(Bytes.utf8(key).sha256()));
    }

    Optional<Account.SystemAccount> system(SystemId id) {
        return Optional.ofNullable(systems.get(id));
    }

    String newKey() {
        var secret = new byte[32];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /// A new key takes the place of the one that this account had.
    static void save(Handle handle, Account account, String key, Instant now) {
        var kind =
                switch (account) {
                    case Account.SystemAccount _ -> "SYSTEM";
                    case Account.AuditorAccount _ -> "AUDITOR";
                };
        var name =
                switch (account) {
                    case Account.SystemAccount system -> system.id().value();
                    case Account.AuditorAccount auditor -> auditor.name();
                };
        var purpose =
                switch (account) {
                    case Account.SystemAccount system -> system.purpose();
                    case Account.AuditorAccount _ -> Optional.<String>empty();
                };
        handle.createUpdate(
                        """
                        INSERT INTO account (key_hash, kind, name, purpose, created_at)
                        VALUES (:hash, :kind, :name, :purpose, :now)
                        ON CONFLICT (kind, name) DO UPDATE
                           SET key_hash = :hash, purpose = :purpose, created_at = :now
                        """)
                .bind("hash", Bytes.utf8(key).sha256().array())
                .bind("kind", kind)
                .bind("name", name)
                .bind("purpose", purpose.orElse(null))
                .bind("now", now)
                .execute();
    }

    synchronized void reload() {
        var fresh = new HashMap<Bytes, Account>();
        database.read(
                handle ->
                        handle.createQuery("SELECT key_hash, kind, name, purpose FROM account")
                                .map(
                                        (row, _) ->
                                                fresh.put(
                                                        Bytes.owning(row.getBytes("key_hash")),
                                                        account(
                                                                row.getString("kind"),
                                                                row.getString("name"),
                                                                Optional.ofNullable(
                                                                        row.getString("purpose")))))
                                .list());
        byHash = Map.copyOf(fresh);
        systems =
                fresh.values().stream()
                        .filter(Account.SystemAccount.class::isInstance)
                        .map(Account.SystemAccount.class::cast)
                        .collect(Collectors.toUnmodifiableMap(Account.SystemAccount::id, a -> a));
    }

    private static Account account(String kind, String name, Optional<String> purpose) {
        return kind.equals("SYSTEM")
                ? new Account.SystemAccount(SystemId.parse(name), purpose)
                : new Account.AuditorAccount(name);
    }
}
