package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.Problem;
import org.saphan.kernel.ServiceId;
import org.saphan.kernel.SystemId;
import org.saphan.members.TestExchange.Refusal;

/// What a site tells the hub about its own systems, services and addresses, until the list shows it.
class AnnouncementTest {

    private static final SystemId MOTOR = SystemId.parse("TH/GOV/OIC/motor");
    private static final ServiceId CHECK = ServiceId.parse("TH/GOV/OIC/motor/cmi-check");

    private final TestExchange exchange;
    private final TestSite site;

    AnnouncementTest(@TempDir Path directory) {
        this.exchange = new TestExchange(directory);
        this.site = exchange.joined("oic", TestExchange.OIC);
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void a_system_and_a_service_are_announced_until_the_list_shows_them() {
        site.members().registerSystem(MOTOR, Optional.empty());
        site.members().announceService(CHECK);
        assertThat(site.members().trust().knowsSystem(MOTOR)).isFalse();

        assertThat(site.members().announceStep()).isTrue();
        assertThat(site.members().announceStep()).as("not seen on the list yet").isTrue();
        site.members().trustStep();

        assertThat(site.members().trust().knowsSystem(MOTOR)).isTrue();
        assertThat(site.members().trust().knowsService(CHECK)).isTrue();
        assertThat(site.members().announceStep()).isFalse();
    }

    @Test
    void what_could_not_be_announced_is_announced_after_a_restart() {
        exchange.peersAreAway = true;
        site.members().announceService(CHECK);
        assertThatThrownBy(() -> site.members().announceStep()).isInstanceOf(Problem.class);
        exchange.peersAreAway = false;

        assertThat(site.start().members().announceStep()).isTrue();
        site.members().trustStep();

        assertThat(site.members().trust().knowsService(CHECK)).isTrue();
    }

    @Test
    void the_hub_announces_its_own_without_a_call() {
        var system = SystemId.parse("TH/GOV/DGA/portal");
        exchange.hub.members().registerSystem(system, Optional.empty());
        assertThat(exchange.hub.members().announceStep()).isTrue();
        assertThat(exchange.hub.members().trust().knowsSystem(system)).isTrue();
        assertThat(exchange.hub.members().announceStep()).isFalse();
        assertThat(exchange.calls()).isEmpty();
    }

    @Test
    void announcing_the_same_again_leaves_the_same_names() {
        for (int i = 0; i < 2; i++) {
            announce(new Announcement(List.of(MOTOR), List.of(CHECK), BASE, PEERS));
        }
        assertThat(exchange.hub.rows().getOrDefault("registered_name", List.of())).hasSize(2);
    }

    private static final URI BASE = URI.create("https://oic.example");
    private static final String PEERS = "oic.example:9443";

    private void announce(Announcement announcement) {
        exchange.hub
                .hub()
                .announce(
                        exchange.hub.members().trust().site("oic").orElseThrow(),
                        exchange.hub.members().trust(),
                        announcement);
    }

    @Test
    void a_site_that_moved_is_listed_at_its_new_addresses() {
        announce(new Announcement(List.of(), List.of(), BASE, PEERS));
        site.members().trustStep();
        var listed = site.members().trust().site("oic").orElseThrow();
        assertThat(listed.publicBase()).isEqualTo(BASE);
        assertThat(listed.peers()).isEqualTo(PEERS);

        // It is not where the list says, so it says where it is.
        assertThat(site.members().announceStep()).isTrue();
        site.members().trustStep();
        assertThat(site.members().trust().site("oic").orElseThrow().peers())
                .isEqualTo(site.settings.peers());
    }

    @Test
    void more_than_one_announcement_holds_is_announced_in_several() {
        var services =
                IntStream.range(0, Announcement.MAX_NAMES + 50)
                        .mapToObj(i -> ServiceId.parse("TH/GOV/OIC/motor/s" + i))
                        .toList();
        services.forEach(site.members()::announceService);

        int steps = 0;
        while (site.members().announceStep()) {
            site.members().trustStep();
            steps++;
        }

        assertThat(steps).isEqualTo(2);
        assertThat(services).allMatch(site.members().trust()::knowsService);
    }

    /// A list that one member has filled could not suspend it any more.
    @Test
    void a_member_that_would_fill_the_list_is_refused() {
        for (int round = 0; round < Hub.MAX_NAMES / Announcement.MAX_NAMES; round++) {
            announce(new Announcement(systems(round), List.of(), BASE, PEERS));
        }
        var before = exchange.hub.rows();
        int leaves = exchange.hub.log.size();

        assertThatThrownBy(() -> announce(new Announcement(List.of(), List.of(CHECK), BASE, PEERS)))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.kind()).isEqualTo(Problem.Kind.TOO_LARGE);
                            assertThat(problem.detail())
                                    .isEqualTo(
                                            "a member has at most 1000 systems and services on the"
                                                    + " list");
                        });

        exchange.hub.requireUnchanged(before, leaves);
        exchange.hub.hub().suspend(TestExchange.OIC, "it fills the list");
    }

    private static List<SystemId> systems(int round) {
        return IntStream.range(0, Announcement.MAX_NAMES)
                .mapToObj(i -> SystemId.parse("TH/GOV/OIC/s" + round + "-" + i))
                .toList();
    }

    @Test
    void too_many_names_in_one_announcement_are_refused() {
        var many =
                IntStream.rangeClosed(0, Announcement.MAX_NAMES)
                        .mapToObj(i -> ServiceId.parse("TH/GOV/OIC/motor/s" + i))
                        .toList();
        var body =
                Bytes.utf8(
                        GOOD.replace("\"services\":[]", "\"services\":" + Json.write(many).text()));
        requireRefused(body, 413, "too-large", "at most 200 systems and as many services");
    }

    private static final String GOOD =
            """
            {"systems":[],"services":[],"publicBase":"https://oic.example","peers":"oic.example:9443"}\
            """;

    private void requireRefused(Bytes body, int status, String type, String detail) {
        var before = exchange.hub.rows();
        int leaves = exchange.hub.log.size();
        var refusal =
                Refusal.of(
                        exchange.peer(
                                "POST", "/peer/v1/announcements", body, TestExchange.tls(site)));
        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.type()).isEqualTo(type);
        assertThat(refusal.detail()).startsWith(detail).doesNotContain("secret");
        exchange.hub.requireUnchanged(before, leaves);
    }

    private static final String TABLE =
            """
            a foreign system       ! "systems":[]          ! "systems":["TH/GOV/DGA/x"]        ! 403 ! forbidden ! TH/GOV/DGA is not a member of the calling site
            a foreign service      ! "services":[]         ! "services":["TH/GOV/DGA/x/y"]     ! 403 ! forbidden ! TH/GOV/DGA is not a member of the calling site
            of nobody              ! "systems":[]          ! "systems":["TH/GOV/NIX/x"]        ! 403 ! forbidden ! TH/GOV/NIX is not a member of the calling site
            a system without id    ! "systems":[]          ! "systems":[""]                    ! 400 ! malformed ! a system id looks like
            a system null          ! "systems":[]          ! "systems":[null]                  ! 400 ! malformed ! the body is not the JSON document
            a system with a line   ! "systems":[]          ! "systems":["TH/GOV/OIC/a\\nb"]    ! 400 ! malformed ! a system id looks like
            a service without id   ! "services":[]         ! "services":["TH/GOV/OIC/x"]       ! 400 ! malformed ! a service id looks like
            systems left out       ! "systems":[],         !                                   ! 400 ! malformed ! the body is not the JSON document
            systems null           ! "systems":[]          ! "systems":null                    ! 400 ! malformed ! the body is not the JSON document
            services of text       ! "services":[]         ! "services":"x"                    ! 400 ! malformed ! the body is not the JSON document
            a field more           ! {"systems"            ! {"x":1,"systems"                  ! 400 ! malformed ! the body is not the JSON document
            base left out          ! "publicBase":"https://oic.example", !                     ! 400 ! malformed ! the body is not the JSON document
            base empty             ! https://oic.example   !                                   ! 400 ! malformed ! publicBase must be
            base with a blank      ! https://oic.example   ! https://oic.example/ secret       ! 400 ! malformed ! the body is not the JSON document
            base with a script     ! https://oic.example   ! javascript:alert(1)               ! 400 ! malformed ! publicBase must be
            base of a file         ! https://oic.example   ! file:///secret                    ! 400 ! malformed ! publicBase must be
            peers empty            ! oic.example:9443      !                                   ! 400 ! malformed ! publicBase must be
            peers of two lines     ! oic.example:9443      ! oic.example:9443\\nx              ! 400 ! malformed ! publicBase must be
            peers with a port much ! oic.example:9443      ! oic.example:99999                 ! 400 ! malformed ! publicBase must be
            more after the end     ! "}                    ! "} x                              ! 400 ! malformed ! the body is not the JSON document
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = TABLE, delimiter = '!', quoteCharacter = '`')
    void an_announcement_leaves_nothing(
            String what,
            String before,
            @Nullable String after,
            int status,
            String type,
            String detail) {
        var changed = GOOD.replace(before, after == null ? "" : after);
        assertThat(changed).isNotEqualTo(GOOD);
        requireRefused(Bytes.utf8(changed), status, type, detail);
    }

    @Test
    void the_announcement_that_the_table_changes_is_accepted() {
        var reply =
                exchange.peer(
                        "POST", "/peer/v1/announcements", Bytes.utf8(GOOD), TestExchange.tls(site));
        assertThat(reply.status()).isEqualTo(204);
    }

    @Test
    void who_is_not_listed_announces_nothing() {
        var stranger = SiteKeys.parse(new TestLists().oicTlsCertificate).orElseThrow();
        for (var reply :
                List.of(
                        exchange.peer("POST", "/peer/v1/announcements", Bytes.utf8(GOOD)),
                        exchange.peer(
                                "POST", "/peer/v1/announcements", Bytes.utf8(GOOD), stranger))) {
            assertThat(Refusal.of(reply))
                    .isEqualTo(
                            new Refusal(
                                    403, "forbidden", "this certificate is not on the trust list"));
        }
    }

    @Test
    void a_node_announces_only_what_is_its_own() {
        assertThatThrownBy(() -> site.members().announceService(ServiceId.parse("TH/GOV/DGA/x/y")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("TH/GOV/DGA is not a member of this site");
        assertThat(site.rows().getOrDefault("announced", List.of())).isEmpty();
    }

    @Test
    void a_hub_that_refuses_is_told_to_the_operator() {
        site.members().announceService(CHECK);
        exchange.hub
                .hub()
                .revoke(
                        Bytes.of(TestExchange.tls(site).getPublicKey().getEncoded()).sha256(),
                        "stolen");
        assertThatThrownBy(() -> site.members().announceStep())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the hub answered 403 to an announcement");
    }
}
