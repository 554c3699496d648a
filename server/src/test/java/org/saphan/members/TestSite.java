package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.saphan.kernel.MemberId;
import org.saphan.kernel.sql.Acts;
import org.saphan.kernel.sql.Database;
import org.saphan.kernel.sql.TestPostgres;

/// One site with its keys on a disk and a database of its own, which can be started again.
final class TestSite implements AutoCloseable {

    private static final List<String> TABLES =
            List.of(
                    "account",
                    "announced",
                    "registered_site",
                    "registered_member",
                    "registered_certificate",
                    "registered_name",
                    "coded_word",
                    "revoked_key",
                    "trust_list",
                    "invitation",
                    "act");

    /// Databases are slow to make, and quickly emptied for the next test.
    private static final Queue<Database> FREE = new ConcurrentLinkedQueue<>();

    final MembersSettings settings;
    final SiteKeys keys;
    final TestLog log = new TestLog();
    final Clock clock;
    private final Members.Caller caller;
    private Optional<Database> database = Optional.empty();
    private Optional<Members> members = Optional.empty();

    TestSite(MembersSettings settings, Clock clock, Members.Caller caller) {
        this.settings = settings;
        this.clock = clock;
        this.caller = caller;
        this.keys = SiteKeys.open(settings.directory().resolveSibling("keys"));
    }

    static MembersSettings settings(String site, Path directory) {
        return new MembersSettings(
                "TH",
                site,
                site.equals("hub"),
                directory.resolve("members"),
                URI.create("http://" + site + ".example:8080"),
                site + ".example:8443",
                "hub",
                URI.create("http://hub.example:8080"),
                Duration.ofHours(24),
                Duration.ofHours(1));
    }

    Joining.Plan plan(MemberId... members) {
        return new Joining.Plan(
                settings,
                "saphan.example/th/" + settings.site(),
                "saphan.example/th/" + settings.site() + "/witness",
                "ES256",
                List.of(members));
    }

    /// Made when it is first used: a site joins before it has one.
    Database database() {
        if (database.isEmpty()) {
            var used = Optional.ofNullable(FREE.poll());
            database =
                    Optional.of(
                            used.orElseGet(
                                    () -> TestPostgres.database(List.of("kernel", "members"))));
        }
        return database.get();
    }

    /// Everything in memory is forgotten; what is on the disk and in the database is not.
    TestSite start() {
        members =
                Optional.of(
                        Members.open(
                                new Members.Parts(
                                        settings,
                                        keys,
                                        database(),
                                        new Acts(database()),
                                        log,
                                        caller,
                                        clock,
                                        new SecureRandom())));
        return this;
    }

    Members members() {
        return members.orElseThrow();
    }

    Hub hub() {
        return members().asHub();
    }

    long version() {
        return members().trust().version();
    }

    /// Every row of every table of the room, and of the acts that wait for the log.
    TreeMap<String, List<String>> rows() {
        var rows = new TreeMap<String, List<String>>();
        for (var table : TABLES) {
            rows.put(
                    table,
                    database()
                            .read(
                                    handle ->
                                            handle.createQuery(
                                                            "SELECT t::text FROM <table> t ORDER BY 1")
                                                    .define("table", table)
                                                    .mapTo(String.class)
                                                    .list()));
        }
        return rows;
    }

    /// Nothing of what was asked for is in the database or in the log.
    void requireUnchanged(TreeMap<String, List<String>> before, int leaves) {
        assertThat(rows()).isEqualTo(before);
        assertThat(log.size()).isEqualTo(leaves);
    }

    @Override
    public void close() {
        database.ifPresent(
                used -> {
                    used.write(handle -> handle.execute("TRUNCATE " + String.join(", ", TABLES)));
                    FREE.add(used);
                });
        database = Optional.empty();
    }
}
