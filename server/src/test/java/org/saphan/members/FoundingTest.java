package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Outcome;

class FoundingTest {

    private final Path directory;
    private final TestClock clock = new TestClock();

    FoundingTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private TestSite hub() {
        return new TestSite(
                TestSite.settings("hub", directory.resolve("hub")),
                clock,
                _ -> new Outcome.Unreachable("nobody there"));
    }

    private void found(TestSite hub) {
        Founding.found(
                hub.plan(TestExchange.DGA),
                hub.keys,
                TestExchange.admitted(TestExchange.DGA),
                clock,
                new SecureRandom());
    }

    @Test
    void a_hub_begins_with_a_list_of_itself_and_of_the_words() {
        try (var hub = hub()) {
            found(hub);
            var list = hub.start().members().trust();

            assertThat(list.version()).isEqualTo(1);
            assertThat(list.expires()).isEqualTo(list.issued().plus(Duration.ofHours(24)));
            assertThat(list.hub()).isEqualTo("hub");
            assertThat(hub.members().hubOperator()).isEqualTo(TestExchange.DGA);
            assertThat(hub.members().isHub()).isTrue();
            assertThat(list.sites()).extracting(TrustList.Site::id).containsExactly("hub");
            assertThat(list.members())
                    .extracting(TrustList.Member::id)
                    .containsExactly(TestExchange.DGA);
            assertThat(list.knowsPurpose("vehicle-tax")).isTrue();
            assertThat(list.knowsPurpose("dga-2562-s13")).isFalse();
            assertThat(list.knowsLegalBasis("dga-2562-s13")).isTrue();
            assertThat(list.knowsLegalBasis("vehicle-tax")).isFalse();
            assertThat(hub.log.kinds()).containsExactly("hub-founded", "trust-list-issued");
        }
    }

    @Test
    void a_hub_that_starts_again_has_the_same_list_and_no_new_leaf() {
        try (var hub = hub()) {
            found(hub);
            var first = hub.start().members().trust().sealed();
            assertThat(hub.start().members().trust().sealed()).isEqualTo(first);
            assertThat(hub.log.size()).isEqualTo(2);
        }
    }

    @Test
    void a_hub_is_made_once() {
        var hub = hub();
        found(hub);
        var root = hub.keys.root();
        assertThatThrownBy(() -> found(hub))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("has its keys and certificates already");
        assertThat(hub.keys.root()).isEqualTo(root);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys/tls.crt",
                "keys/trust.crt",
                "keys/time.crt",
                "keys/log.crt",
                "keys/witness.crt",
                "keys/seal_TH_GOV_DGA.crt",
                "keys/root.crt"
            })
    void a_founding_that_breaks_down_is_none_and_can_be_repeated(String file) throws IOException {
        try (var hub = hub()) {
            var blocked = directory.resolve("hub").resolve(file + ".new").resolve("x");
            Files.createDirectories(blocked);
            assertThatThrownBy(() -> found(hub)).isInstanceOf(UncheckedIOException.class);
            assertThat(hub.keys.hasJoined()).isFalse();
            assertThatThrownBy(hub::start)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("has no certificates yet");
            var key = hub.keys.pair("root", "ES256").getPublic();

            Files.delete(blocked);
            Files.delete(blocked.getParent());
            found(hub);

            assertThat(hub.keys.root().getPublicKey()).isEqualTo(key);
            assertThat(hub.start().version()).isEqualTo(1);
        }
    }

    /// The role of a hub in a configuration is not enough.
    @Test
    void a_site_that_was_never_made_a_hub_does_not_become_one() throws IOException {
        try (var hub = hub()) {
            found(hub);
            Files.delete(hub.settings.directory().resolve("founding.json"));
            assertThatThrownBy(hub::start)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("was never made a hub");
        }
    }

    @Test
    void the_hub_has_a_key_for_each_role_and_none_twice() {
        var hub = hub();
        found(hub);
        var keys = new ArrayList<Object>();
        for (var name :
                List.of("root", "tls", "trust", "time", "log", "witness", "seal_TH_GOV_DGA")) {
            var certificate = hub.keys.certificate(name);
            assertThat(certificate.getPublicKey()).as(name).isNotIn(keys);
            keys.add(certificate.getPublicKey());
            if (!name.equals("root")) {
                TrustList.requireIssuedBy(hub.keys.root(), certificate);
            }
        }
        assertThat(keys).hasSize(7);
    }
}
