package org.saphan.agreements;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Sealed;

/// The tables of this room, and the only statements on them.
final class AgreementStore {

    record Row(SealedAgreement agreement, State state, Optional<String> suspendedBy) {}

    record Due(UUID notice, String site, Bytes sealed) {}

    private AgreementStore() {}

    static Optional<Row> find(Handle handle, String id, long version) {
        return handle.createQuery(
                        """
                        SELECT sealed, state, suspended_by
                          FROM agreement
                         WHERE id = :id AND version = :version
                        """)
                .bind("id", id)
                .bind("version", version)
                .map(
                        (row, _) ->
                                row(
                                        row.getBytes("sealed"),
                                        row.getString("state"),
                                        row.getString("suspended_by")))
                .findOne();
    }

    /// Locks the row, so that two notices about one agreement come one after the other.
    static Optional<Row> lock(Handle handle, String id, long version) {
        handle.createQuery(
                        "SELECT 1 FROM agreement WHERE id = :id AND version = :version FOR UPDATE")
                .bind("id", id)
                .bind("version", version)
                .mapTo(Integer.class)
                .findOne();
        return find(handle, id, version);
    }

    static List<Row> all(Handle handle) {
        return handle.createQuery(
                        "SELECT sealed, state, suspended_by FROM agreement ORDER BY id, version")
                .map(
                        (row, _) ->
                                row(
                                        row.getBytes("sealed"),
                                        row.getString("state"),
                                        row.getString("suspended_by")))
                .list();
    }

    /// Per agreement the newest version alone grants; older ones are history.
    static Map<SealedAgreement, State> newest(Handle handle) {
        var byId = new LinkedHashMap<String, Row>();
        all(handle).forEach(row -> byId.put(row.agreement().text().id(), row));
        var newest = new LinkedHashMap<SealedAgreement, State>();
        byId.values().forEach(row -> newest.put(row.agreement(), row.state()));
        return newest;
    }

    private static Row row(byte[] sealed, String state, String suspendedBy) {
        return new Row(
                SealedAgreement.of(Sealed.parse(Bytes.owning(sealed))),
                State.valueOf(state),
                Optional.ofNullable(suspendedBy));
    }

    static void insert(Handle handle, SealedAgreement agreement, Instant now) {
        var text = agreement.text();
        handle.createUpdate(
                        """
                        INSERT INTO agreement (id, version, consumer, provider, sealed, state, installed_at)
                        VALUES (:id, :version, :consumer, :provider, :sealed, 'IN_FORCE', :now)
                        """)
                .bind("id", text.id())
                .bind("version", text.version())
                .bind("consumer", text.consumer())
                .bind("provider", text.provider())
                .bind("sealed", agreement.sealed().bytes().array())
                .bind("now", now)
                .execute();
    }

    static void setState(Handle handle, Notice notice, State state, Optional<String> suspendedBy) {
        handle.createUpdate(
                        """
                        UPDATE agreement SET state = :state, suspended_by = :by
                         WHERE id = :id AND version = :version
                        """)
                .bind("state", state.name())
                .bind("by", suspendedBy.orElse(null))
                .bind("id", notice.agreement())
                .bind("version", notice.version())
                .execute();
    }

    /// False when this notice was there before.
    static boolean insertNotice(Handle handle, Notice notice, Sealed sealed, Instant now) {
        return handle.createUpdate(
                                """
                                INSERT INTO agreement_notice (id, agreement, version, sealed, received_at)
                                VALUES (:notice, :id, :version, :sealed, :now)
                                ON CONFLICT (id) DO NOTHING
                                """)
                        .bind("notice", UUID.fromString(notice.id()))
                        .bind("id", notice.agreement())
                        .bind("version", notice.version())
                        .bind("sealed", sealed.bytes().array())
                        .bind("now", now)
                        .execute()
                == 1;
    }

    static void insertDue(Handle handle, Notice notice, String site) {
        handle.createUpdate(
                        "INSERT INTO agreement_notice_due (notice, site) VALUES (:notice, :site)")
                .bind("notice", UUID.fromString(notice.id()))
                .bind("site", site)
                .execute();
    }

    static List<Due> due(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT d.notice, d.site, n.sealed
                          FROM agreement_notice_due d JOIN agreement_notice n ON n.id = d.notice
                         ORDER BY d.notice, d.site
                         LIMIT 100
                        """)
                .map(
                        (row, _) ->
                                new Due(
                                        row.getObject("notice", UUID.class),
                                        row.getString("site"),
                                        Bytes.owning(row.getBytes("sealed"))))
                .list();
    }

    static void delivered(Handle handle, Due due) {
        handle.createUpdate(
                        "DELETE FROM agreement_notice_due WHERE notice = :notice AND site = :site")
                .bind("notice", due.notice())
                .bind("site", due.site())
                .execute();
    }
}
