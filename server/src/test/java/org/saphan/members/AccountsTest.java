package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Problem;
import org.saphan.kernel.SystemId;

/// The keys of those who call a site. They are told once and kept as hashes.
class AccountsTest {

    private static final SystemId PORTAL = SystemId.parse("TH/GOV/DGA/portal");

    @TempDir static Path directory;
    private static Optional<TestExchange> open = Optional.empty();

    @BeforeAll
    static void found() {
        open = Optional.of(new TestExchange(directory));
    }

    @AfterAll
    static void close() {
        open.ifPresent(TestExchange::close);
    }

    private static TestSite site() {
        return open.orElseThrow().hub;
    }

    private static Members members() {
        return site().members();
    }

    @Test
    void a_key_stands_for_the_system_that_it_was_made_for_also_after_a_restart() {
        var plain = SystemId.parse("TH/GOV/DGA/plain");
        var key = members().registerSystem(plain, Optional.empty());
        var withPurpose = members().registerSystem(PORTAL, Optional.of("vehicle-tax"));

        for (int i = 0; i < 2; i++) {
            assertThat(members().account(key))
                    .hasValue(new Account.SystemAccount(plain, Optional.empty()));
            assertThat(members().account(withPurpose))
                    .hasValue(new Account.SystemAccount(PORTAL, Optional.of("vehicle-tax")));
            site().start();
        }
    }

    @Test
    void an_auditor_has_a_key_of_its_own_kind() {
        var key = members().registerAuditor("audit office");
        assertThat(members().account(key)).hasValue(new Account.AuditorAccount("audit office"));
    }

    @Test
    void an_auditor_and_a_system_of_one_name_are_two_accounts() {
        var system = members().registerSystem(PORTAL, Optional.empty());
        var auditor = members().registerAuditor(PORTAL.value());
        assertThat(members().account(system).orElseThrow())
                .isInstanceOf(Account.SystemAccount.class);
        assertThat(members().account(auditor).orElseThrow())
                .isInstanceOf(Account.AuditorAccount.class);
    }

    @Test
    void a_new_key_takes_the_place_of_the_old_one_at_once() {
        var old = members().registerSystem(PORTAL, Optional.of("vehicle-tax"));
        var fresh = members().registerSystem(PORTAL, Optional.empty());
        assertThat(fresh).isNotEqualTo(old);
        assertThat(members().account(old)).isEmpty();
        assertThat(members().account(fresh))
                .hasValue(new Account.SystemAccount(PORTAL, Optional.empty()));
        site().start();
        assertThat(members().account(old)).isEmpty();
    }

    @Test
    void keys_are_256_bits_from_the_random_source() {
        var keys = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            keys.add(members().registerAuditor("auditor " + i));
        }
        assertThat(keys).allMatch(key -> key.matches("[A-Za-z0-9_-]{43}")).doesNotHaveDuplicates();
    }

    @Test
    void no_key_is_in_the_database_in_the_log_or_on_the_disk_only_its_hash() throws Exception {
        var key = members().registerSystem(PORTAL, Optional.empty());
        var rows = site().rows();
        assertThat(rows.toString()).doesNotContain(key);
        assertThat(rows.getOrDefault("account", List.of()).toString())
                .contains(Bytes.utf8(key).sha256().hex());
        assertThat(site().log.text()).contains("system-registered").doesNotContain(key);
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Bytes.owning(Files.readAllBytes(file)).text()).doesNotContain(key);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "null", "TH/GOV/DGA/portal", "กุญแจ"})
    void another_key_is_nobodys(String key) {
        assertThat(members().account(key)).isEmpty();
    }

    @Test
    void a_key_with_one_character_more_or_less_or_other_is_nobodys() {
        var key = members().registerSystem(PORTAL, Optional.empty());
        assertThat(members().account(key + " ")).isEmpty();
        assertThat(members().account(key.substring(1))).isEmpty();
        assertThat(members().account((key.charAt(0) == 'x' ? "y" : "x") + key.substring(1)))
                .isEmpty();
        var hash = Bytes.utf8(key).sha256();
        assertThat(members().account(hash.hex())).as("the hash is no key").isEmpty();
        assertThat(members().account(hash.base64())).isEmpty();
    }

    @Test
    void only_systems_of_this_sites_members_get_keys() {
        var before = site().rows();
        int leaves = site().log.size();
        assertThatThrownBy(
                        () ->
                                members()
                                        .registerSystem(
                                                SystemId.parse("TH/GOV/OIC/motor"),
                                                Optional.empty()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("TH/GOV/OIC is not a member of this site");
        site().requireUnchanged(before, leaves);
    }

    /// The database refuses the last statement: the old key goes on, and nobody holds a new one.
    @Test
    void a_registration_that_fails_leaves_the_old_key() {
        var key = members().registerSystem(PORTAL, Optional.empty());
        sql("ALTER TABLE announced ADD CONSTRAINT broken CHECK (id = 'x') NOT VALID");
        sql("DELETE FROM announced");
        var before = site().rows();

        assertThatThrownBy(() -> members().registerSystem(PORTAL, Optional.empty()))
                .isNotInstanceOf(Problem.class);

        sql("ALTER TABLE announced DROP CONSTRAINT broken");
        assertThat(site().rows()).isEqualTo(before);
        assertThat(members().account(key)).isPresent();
    }

    private static void sql(String statement) {
        site().database().write(handle -> handle.execute(statement));
    }
}
