package org.saphan.members;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.SystemId;

/// The hub's tables, and the only statements on them. What stands here becomes the next trust list.
final class Registry {

    record Invitation(String token, Instant expires) {}

    record Certified(String owner, String role, Bytes der) {}

    private Registry() {}

    static void addSite(Handle handle, String id, Addresses addresses) {
        handle.createUpdate(
                        """
                        INSERT INTO registered_site (id, public_base, peers)
                        VALUES (:id, :base, :peers)
                        ON CONFLICT (id) DO UPDATE SET public_base = :base, peers = :peers
                        """)
                .bind("id", id)
                .bind("base", addresses.publicBase().toString())
                .bind("peers", addresses.peers())
                .execute();
    }

    static void addMember(Handle handle, Admitted member, String site) {
        handle.createUpdate(
                        """
                        INSERT INTO registered_member (id, name_th, name_en, site)
                        VALUES (:id, :th, :en, :site)
                        ON CONFLICT (id) DO UPDATE SET name_th = :th, name_en = :en, site = :site
                        """)
                .bind("id", member.id().value())
                .bind("th", member.nameTh())
                .bind("en", member.nameEn())
                .bind("site", site)
                .execute();
    }

    static List<MemberId> membersAt(Handle handle, String site) {
        return handle.createQuery("SELECT id FROM registered_member WHERE site = :site ORDER BY id")
                .bind("site", site)
                .map((row, _) -> MemberId.parse(row.getString("id")))
                .list();
    }

    static Optional<String> siteOf(Handle handle, MemberId member) {
        return handle.createQuery("SELECT site FROM registered_member WHERE id = :id")
                .bind("id", member.value())
                .mapTo(String.class)
                .findOne();
    }

    /// False when this key has a certificate already, whoever owns it.
    static boolean addCertificate(Handle handle, Certified certified, Bytes fingerprint) {
        return handle.createUpdate(
                                """
                        INSERT INTO registered_certificate (fingerprint, owner, role, der)
                        VALUES (:fingerprint, :owner, :role, :der)
                        ON CONFLICT (fingerprint) DO NOTHING
                        """)
                        .bind("fingerprint", fingerprint.array())
                        .bind("owner", certified.owner())
                        .bind("role", certified.role())
                        .bind("der", certified.der().array())
                        .execute()
                == 1;
    }

    static boolean isCertified(Handle handle, Bytes fingerprint) {
        return handle.createQuery(
                                """
                        SELECT count(*) FROM registered_certificate
                         WHERE fingerprint = :fingerprint
                        """)
                        .bind("fingerprint", fingerprint.array())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    static List<Certified> certificatesOf(Handle handle, String owner) {
        return handle.createQuery(
                        """
                        SELECT owner, role, der FROM registered_certificate
                         WHERE owner = :owner ORDER BY der
                        """)
                .bind("owner", owner)
                .map((row, _) -> certified(row))
                .list();
    }

    static List<Certified> certificates(Handle handle, String role) {
        return handle.createQuery(
                        "SELECT owner, role, der FROM registered_certificate WHERE role = :role")
                .bind("role", role)
                .map((row, _) -> certified(row))
                .list();
    }

    private static Certified certified(ResultSet row) throws SQLException {
        return new Certified(
                row.getString("owner"), row.getString("role"), Bytes.owning(row.getBytes("der")));
    }

    static void addName(Handle handle, String id, String kind) {
        handle.createUpdate(
                        """
                        INSERT INTO registered_name (id, kind) VALUES (:id, :kind)
                        ON CONFLICT (id) DO NOTHING
                        """)
                .bind("id", id)
                .bind("kind", kind)
                .execute();
    }

    /// How many systems and services of this member stand on the list.
    static long namesOf(Handle handle, MemberId member) {
        return handle.createQuery(
                        "SELECT count(*) FROM registered_name WHERE starts_with(id, :prefix)")
                .bind("prefix", member.value() + "/")
                .mapTo(Long.class)
                .one();
    }

    static void addWord(Handle handle, TrustText.Code code) {
        handle.createUpdate(
                        """
                        INSERT INTO coded_word (kind, word, thai, english)
                        VALUES (:kind, :word, :thai, :english)
                        ON CONFLICT (kind, word) DO UPDATE SET thai = :thai, english = :english
                        """)
                .bind("kind", code.kind().name())
                .bind("word", code.word())
                .bind("thai", code.thai())
                .bind("english", code.english())
                .execute();
    }

    /// False when there is no such member. Who is suspended again stays so since the first time.
    static boolean suspend(Handle handle, MemberId member, Instant since) {
        return handle.createUpdate(
                                """
                        UPDATE registered_member
                           SET suspended_since = coalesce(suspended_since, :since) WHERE id = :id
                        """)
                        .bind("since", since)
                        .bind("id", member.value())
                        .execute()
                == 1;
    }

    /// False when there is no such member.
    static boolean resume(Handle handle, MemberId member) {
        return handle.createUpdate(
                                "UPDATE registered_member SET suspended_since = NULL WHERE id = :id")
                        .bind("id", member.value())
                        .execute()
                == 1;
    }

    static void revoke(Handle handle, Bytes fingerprint, Instant since) {
        handle.createUpdate(
                        """
                        INSERT INTO revoked_key (fingerprint, since) VALUES (:fingerprint, :since)
                        ON CONFLICT (fingerprint) DO NOTHING
                        """)
                .bind("fingerprint", fingerprint.array())
                .bind("since", since)
                .execute();
    }

    static void invite(Handle handle, String site, Invitation invitation) {
        handle.createUpdate(
                        """
                        INSERT INTO invitation (site, token, expires) VALUES (:site, :token, :expires)
                        ON CONFLICT (site) DO UPDATE SET token = :token, expires = :expires
                        """)
                .bind("site", site)
                .bind("token", invitation.token())
                .bind("expires", invitation.expires())
                .execute();
    }

    /// Locks the row, so that two applications with one token come one after the other.
    static Optional<Invitation> invitation(Handle handle, String site) {
        return handle.createQuery(
                        "SELECT token, expires FROM invitation WHERE site = :site FOR UPDATE")
                .bind("site", site)
                .map((row, _) -> new Invitation(row.getString("token"), instant(row, "expires")))
                .findOne();
    }

    static Optional<Bytes> newestList(Handle handle) {
        return handle.createQuery("SELECT sealed FROM trust_list ORDER BY version DESC LIMIT 1")
                .map((row, _) -> Bytes.owning(row.getBytes("sealed")))
                .findOne();
    }

    static long newestVersion(Handle handle) {
        return handle.createQuery("SELECT coalesce(max(version), 0) FROM trust_list")
                .mapTo(Long.class)
                .one();
    }

    static void keepList(Handle handle, long version, Bytes sealed, Instant issued) {
        handle.createUpdate(
                        """
                        INSERT INTO trust_list (version, sealed, issued_at)
                        VALUES (:version, :sealed, :issued)
                        """)
                .bind("version", version)
                .bind("sealed", sealed.array())
                .bind("issued", issued)
                .execute();
    }

    /// Everything that is registered, as the next version of the list, in its one order whatever the
    /// database's own collation is.
    static TrustText text(
            Handle handle,
            String instance,
            long version,
            Instant now,
            Duration counts,
            String hub,
            MemberId operator) {
        return new TrustText(
                instance,
                version,
                now,
                now.plus(counts),
                hub,
                operator,
                codes(handle),
                sites(handle),
                members(handle),
                names(handle, "SYSTEM").stream().map(SystemId::parse).toList(),
                names(handle, "SERVICE").stream().map(ServiceId::parse).toList(),
                revoked(handle));
    }

    private static List<TrustText.Code> codes(Handle handle) {
        return handle
                .createQuery(
                        "SELECT kind, word, thai, english FROM coded_word ORDER BY kind, word COLLATE \"C\"")
                .map(
                        (row, _) ->
                                new TrustText.Code(
                                        TrustText.Code.Kind.valueOf(row.getString("kind")),
                                        row.getString("word"),
                                        row.getString("thai"),
                                        row.getString("english")))
                .list()
                .stream()
                .sorted((a, b) -> a.kind().compareTo(b.kind()))
                .toList();
    }

    private static List<TrustText.SiteEntry> sites(Handle handle) {
        return handle.createQuery(
                        "SELECT id, public_base, peers FROM registered_site ORDER BY id COLLATE \"C\"")
                .map(
                        (row, _) ->
                                new TrustText.SiteEntry(
                                        row.getString("id"),
                                        new Addresses(
                                                URI.create(row.getString("public_base")),
                                                row.getString("peers")),
                                        ders(handle, "site:" + row.getString("id"))))
                .list();
    }

    /// A member that was admitted and whose site has not joined yet is not listed.
    private static List<TrustText.MemberEntry> members(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT m.id, m.name_th, m.name_en, m.site, m.suspended_since
                          FROM registered_member m JOIN registered_site s ON s.id = m.site
                         ORDER BY m.id COLLATE "C"
                        """)
                .map((row, _) -> member(handle, row))
                .list();
    }

    private static TrustText.MemberEntry member(Handle handle, ResultSet row) throws SQLException {
        return new TrustText.MemberEntry(
                MemberId.parse(row.getString("id")),
                row.getString("name_th"),
                row.getString("name_en"),
                row.getString("site"),
                row.getTimestamp("suspended_since") == null
                        ? Optional.empty()
                        : Optional.of(instant(row, "suspended_since")),
                ders(handle, "member:" + row.getString("id")));
    }

    private static List<Bytes> ders(Handle handle, String owner) {
        return certificatesOf(handle, owner).stream().map(Certified::der).toList();
    }

    private static List<String> names(Handle handle, String kind) {
        return handle.createQuery(
                        "SELECT id FROM registered_name WHERE kind = :kind ORDER BY id COLLATE \"C\"")
                .bind("kind", kind)
                .mapTo(String.class)
                .list();
    }

    private static TreeMap<Bytes, Instant> revoked(Handle handle) {
        var revoked = new TreeMap<Bytes, Instant>();
        handle.createQuery("SELECT fingerprint, since FROM revoked_key")
                .map(
                        (row, _) ->
                                revoked.put(
                                        Bytes.owning(row.getBytes("fingerprint")),
                                        instant(row, "since")))
                .list();
        return revoked;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }
}
