package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Sealed;
import org.saphan.kernel.Problem;

/// Trust moves forward only: at a node that runs, after it was started again, and at the hub itself.
class RollbackTest {

    private final Path directory;
    private final TestExchange exchange;
    private final TestSite site;

    RollbackTest(@TempDir Path directory) {
        this.directory = directory;
        this.exchange = new TestExchange(directory);
        this.site = exchange.joined("oic", TestExchange.OIC);
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    /// The hub's own list, sealed by the hub's own key, with another version and another time.
    private Sealed list(long version, Instant issued) {
        var text = exchange.hub.members().trust().text();
        return sealed(
                new TrustText(
                        text.instance(),
                        version,
                        issued,
                        issued.plus(Duration.ofHours(24)),
                        text.hub(),
                        text.operator(),
                        text.codes(),
                        text.sites(),
                        text.members(),
                        text.systems(),
                        text.services(),
                        text.revoked()));
    }

    private Sealed sealed(TrustText text) {
        return TestLists.seal(
                text.bytes(), text.operator().value(), exchange.hub.keys.pair("trust", "ES256"));
    }

    private void requireRefused(Bytes list, String why) {
        var known = site.members().trust().sealed();
        assertThatThrownBy(() -> site.members().receive(list))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.kind()).isEqualTo(Problem.Kind.FORBIDDEN);
                            assertThat(problem.detail())
                                    .startsWith("the trust list is refused: ")
                                    .contains(why);
                        });
        assertThat(site.members().trust().sealed()).isEqualTo(known);
        assertThat(new TrustStore(site.settings.directory()).newest()).hasValue(known);
    }

    /// Against the one that is known: how many versions higher, how many seconds later.
    @ParameterizedTest(name = "version {0}, {1} s, refused: {2}")
    @CsvSource(
            textBlock =
                    """
             1,    1, false
             1,    0, false
             9, 3600, false
             0,    1, true
             0,   -1, true
             1,   -1, true
             9,   -1, true
            -1,    1, true
            -1,    0, true
            -2,   -9, true
            """)
    void a_list_is_taken_or_refused(int version, int seconds, boolean refused) {
        var known = site.members().trust();
        var list = list(known.version() + version, known.issued().plusSeconds(seconds)).bytes();
        if (refused) {
            requireRefused(list, "would take back version " + known.version());
            site.start();
            requireRefused(list, "would take back version " + known.version());
        } else {
            site.members().receive(list);
            assertThat(site.version()).isEqualTo(known.version() + version);
            assertThat(TestExchange.kept(site)).hasValue(known.version() + version);
            assertThat(site.start().version()).isEqualTo(known.version() + version);
        }
    }

    @Test
    void an_old_list_of_the_hub_is_refused_also_after_a_restart() {
        var old = site.members().trust().sealed().bytes();
        exchange.hub.hub().suspend(TestExchange.OIC, "a test");
        assertThat(site.members().trustStep()).isTrue();
        var known = site.version();

        requireRefused(old, "would take back version " + known);
        site.start();

        assertThat(site.version()).isEqualTo(known);
        requireRefused(old, "would take back version " + known);
        assertThat(site.members().trust().member(TestExchange.OIC).orElseThrow().suspended())
                .isTrue();
    }

    /// A hub with two faces: the same version, one of them without a suspension.
    @Test
    void a_fork_is_refused() {
        exchange.hub.hub().suspend(TestExchange.OIC, "a test");
        site.members().trustStep();
        var known = site.members().trust().text();
        var fork =
                new TrustText(
                        known.instance(),
                        known.version(),
                        known.issued(),
                        known.expires(),
                        known.hub(),
                        known.operator(),
                        known.codes(),
                        known.sites(),
                        known.members().stream()
                                .map(
                                        m ->
                                                new TrustText.MemberEntry(
                                                        m.id(),
                                                        m.nameTh(),
                                                        m.nameEn(),
                                                        m.site(),
                                                        Optional.empty(),
                                                        m.certificates()))
                                .toList(),
                        known.systems(),
                        known.services(),
                        known.revoked());
        requireRefused(sealed(fork).bytes(), "would take back version " + known.version());
    }

    @Test
    void the_same_list_can_come_again_and_so_can_another_seal_over_the_same_text() {
        var known = site.members().trust();
        site.members().receive(known.sealed().bytes());
        var again = sealed(known.text());
        assertThat(again.seals()).isNotEqualTo(known.sealed().seals());
        site.members().receive(again.bytes());
        assertThat(site.version()).isEqualTo(known.version());
    }

    @Test
    void a_list_of_another_hub_is_refused_however_new_it_is() {
        var other = new TestLists();
        var list = other.text(999, exchange.clock.instant(), Map.of());
        requireRefused(other.seal(list.bytes()).bytes(), "does not come from the root");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "``",
                "hello",
                "saphan.org/sealed/v1",
                "saphan.org/sealed/v1\\n",
                "saphan.org/sealed/v1\\ntext: 5\\n",
                "saphan.org/sealed/v1\\ntext: 0\\n",
                "saphan.org/sealed/v1\\ntext: 9999999999\\n",
                "saphan.org/sealed/v1\\ntext: -1\\n",
                "saphan.org/sealed/v2\\ntext: 0\\n"
            })
    void what_is_no_sealed_list_is_refused(String text) {
        requireRefused(Bytes.utf8(text.translateEscapes()), "");
    }

    @Test
    void no_part_of_a_list_passes_for_a_list() {
        var whole = list(site.version() + 1, exchange.clock.instant()).bytes();
        for (int i = 0; i < whole.size(); i += 11) {
            requireRefused(whole.slice(0, i), "");
        }
    }

    @ParameterizedTest(name = "{0} ms ahead, refused: {1}")
    @CsvSource({
        "0, false",
        "3600000, false",
        "3600001, true",
        "86400000, true",
        "1000000000000, true"
    })
    void a_list_from_the_future_is_refused_beyond_an_hour(long ahead, boolean refused) {
        // Version 2 was issued at this instant, so the clocks stand at the same time.
        var issued = exchange.clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var list = list(site.version() + 1, issued.plusMillis(ahead));
        if (refused) {
            requireRefused(list.bytes(), "more than 1 h ahead of this site's clock");
            assertThat(site.members().now()).isEqualTo(issued);
        } else {
            site.members().receive(list.bytes());
            assertThat(site.members().now()).isEqualTo(issued.plusMillis(ahead));
        }
    }

    /// A machine whose clock was set back goes on with the time of the list that it has.
    @Test
    void time_never_runs_before_the_newest_list_also_after_a_restart() {
        exchange.clock.pass(Duration.ofHours(2));
        assertThat(exchange.hub.members().issueStep()).isTrue();
        site.members().trustStep();
        var issued = site.members().trust().issued();

        exchange.clock.pass(Duration.ofHours(-48));
        assertThat(site.members().now()).isEqualTo(issued);
        assertThat(site.start().members().now()).isEqualTo(issued);
        exchange.clock.pass(Duration.ofHours(48).plusSeconds(1));
        assertThat(site.members().now()).isEqualTo(exchange.clock.instant());
    }

    /// The hub's clock was set back: what it issues is still later than what it issued.
    @Test
    void a_hub_whose_clock_was_set_back_still_issues_lists_that_every_site_takes() {
        exchange.clock.pass(Duration.ofHours(-3));
        exchange.hub.start().hub().suspend(TestExchange.OIC, "a test");
        assertThat(site.members().trustStep()).isTrue();
        assertThat(site.version()).isEqualTo(exchange.hub.version());
    }

    @Test
    void a_list_that_cannot_be_kept_does_not_count() throws IOException {
        var blocked = directory.resolve("oic/members/trust-list.new/in the way");
        Files.createDirectories(blocked);
        var known = site.version();
        var list = list(known + 1, exchange.clock.instant()).bytes();

        assertThatThrownBy(() -> site.members().receive(list))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(site.version()).isEqualTo(known);

        Files.delete(blocked);
        Files.delete(blocked.getParent());
        site.members().receive(list);
        assertThat(site.version()).isEqualTo(known + 1);
    }

    /// The database was restored from an older backup than the rest: going on would give one version
    /// two contents.
    @Test
    void a_hub_whose_database_is_older_than_its_files_does_not_start() {
        exchange.hub.hub().suspend(TestExchange.OIC, "a test");
        var version = exchange.hub.version();
        exchange.hub
                .database()
                .write(
                        handle ->
                                handle.execute(
                                        "DELETE FROM trust_list WHERE version = ?", version));

        assertThatThrownBy(exchange.hub::start)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("would take back version " + version);
    }

    @Test
    void a_hub_that_stopped_before_it_published_does_so_when_it_starts() throws IOException {
        exchange.hub.log.stop(true);
        assertThatThrownBy(() -> exchange.hub.hub().suspend(TestExchange.OIC, "a test"))
                .isInstanceOf(Problem.class);
        var before = exchange.hub.version();

        exchange.hub.start();

        assertThat(exchange.hub.version()).isEqualTo(before + 1);
        assertThat(TestExchange.kept(exchange.hub)).hasValue(before + 1);
    }

    @Test
    void versions_rise_by_one_and_each_is_a_leaf_with_the_hash_of_its_text() {
        var before = exchange.hub.version();
        for (int i = 1; i <= 3; i++) {
            exchange.hub.hub().suspend(TestExchange.OIC, "a test");
            var list = exchange.hub.members().trust();
            assertThat(list.version()).isEqualTo(before + i);
            assertThat(exchange.hub.log.text())
                    .contains(
                            "about: version "
                                    + list.version()
                                    + "\nhash: "
                                    + list.sealed().text().sha256().base64()
                                    + "\n");
        }
    }

    @Test
    void every_certificate_that_ever_stood_on_a_list_is_kept() {
        var seal = site.keys.seal(TestExchange.OIC).verifyingKey().fingerprint();
        var der = TestLists.der(site.keys.certificate("seal_TH_GOV_OIC"));
        exchange.hub.hub().revoke(seal, "a test");
        site.members().trustStep();
        assertThat(site.start().members().certificateOf(seal)).hasValue(der);
        assertThat(site.members().certificateOf(Bytes.utf8("x").sha256())).isEmpty();
    }
}
