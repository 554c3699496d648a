package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.Bytes;
import org.saphan.evidence.Sealed;
import org.saphan.kernel.Json;
import org.saphan.kernel.http.Header;
import org.saphan.kernel.http.Reply;
import org.saphan.members.TestExchange.Refusal;

/// The operator's doors. Who reaches them has the operator's key, which `main` asks for; here is what
/// they answer.
class OperatorDoorsTest {

    @TempDir static Path directory;
    private static Optional<TestExchange> open = Optional.empty();
    private static Optional<TestSite> node = Optional.empty();

    @BeforeAll
    static void found() {
        var exchange = new TestExchange(directory);
        open = Optional.of(exchange);
        node = Optional.of(exchange.joined("oic", TestExchange.OIC));
    }

    @AfterAll
    static void close() {
        open.ifPresent(TestExchange::close);
    }

    private static TestSite hub() {
        return open.orElseThrow().hub;
    }

    private static Reply post(TestSite at, String path, @Nullable String body) {
        return TestExchange.operate(
                at, "POST", "/api/v1/" + path, body == null ? "" : body.replace('\'', '"'));
    }

    private static final String TABLE =
            """
            members/admit   !                                                         ! 400 ! malformed ! the body is not the JSON document
            members/admit   ! {'site':'dlt'}                                          ! 400 ! malformed ! the body is not the JSON document
            members/admit   ! {'members':[]}                                          ! 400 ! malformed ! the body is not the JSON document
            members/admit   ! {'site':'dlt','members':null}                           ! 400 ! malformed ! the body is not the JSON document
            members/admit   ! {'site':'dlt','members':[null]}                         ! 400 ! malformed ! the body is not the JSON document
            members/admit   ! {'site':'dlt','members':[{}]}                           ! 400 ! malformed ! the body is not the JSON document
            members/admit   ! {'site':'dlt','members':[],'x':1}                       ! 400 ! malformed ! the body is not the JSON document
            members/admit   ! {'site':'DLT','members':[]}                             ! 400 ! malformed ! a site id is lower-case
            members/admit   ! {'site':'dlt','members':[{'id':'dlt','nameTh':'ก','nameEn':'a'}]} ! 400 ! malformed ! a member id looks like
            members/admit   ! {'site':'dlt','members':[{'id':'TH/GOV/DLT','nameTh':'ก'}]} ! 400 ! malformed ! the body is not the JSON document
            members/admit   ! {'site':'dlt','members':[{'id':'TH/GOV/DLT','nameTh':null,'nameEn':'a'}]} ! 400 ! malformed ! the body is not the JSON document
            members/admit   ! {'site':'dlt','members':[{'id':'TH/GOV/DLT','nameTh':'','nameEn':'a'}]} ! 400 ! malformed ! nameTh must be one plain line
            members/admit   ! {'site':'dlt','members':[{'id':'TH/GOV/DLT','nameTh':'ก','nameEn':' '}]} ! 400 ! malformed ! nameEn must be one plain line
            members/admit   ! {'site':'dlt','members':[{'id':'TH/GOV/DLT','nameTh':'ก ','nameEn':'a'}]} ! 400 ! malformed ! nameTh must be one plain line
            members/admit   ! {'site':'dlt','members':[{'id':'TH/GOV/DLT','nameTh':'ก','nameEn':'a\\nb'}]} ! 400 ! malformed ! nameEn must be one plain line
            members/admit   ! {'site':'dlt','members':[{'id':'TH/GOV/DLT','nameTh':'ก','nameEn':'a\\u2028b'}]} ! 400 ! malformed ! nameEn must be one plain line
            members/admit   ! {'site':'dlt','members':[{'id':'TH/GOV/DLT','nameTh':'ก','nameEn':'a\\u0000b'}]} ! 400 ! malformed ! nameEn must be one plain line
            members/admit   ! {'site':'dlt','members':[{'id':'TH/GOV/DLT','nameTh':'ก','nameEn':'a\\ud800'}]} ! 400 ! malformed ! nameEn must be one plain line
            members/admit   ! {'site':'dlt','members':[{'id':'LA/GOV/DLT','nameTh':'ก','nameEn':'a'}]} ! 400 ! malformed ! a member id of this exchange begins with TH/
            members/admit   ! {'site':'dlt','members':[{'id':'TH/GOV/OIC','nameTh':'ก','nameEn':'a'}]} ! 409 ! conflict  ! TH/GOV/OIC is admitted at the site oic
            members/admit   ! {'site':'hub','members':[]}                             ! 409 ! conflict  ! the hub's own site cannot join
            members/suspend ! {'member':'TH/GOV/OIC'}                                 ! 400 ! malformed ! the body is not the JSON document
            members/suspend ! {'member':'TH/GOV/OIC','reason':null}                   ! 400 ! malformed ! the body is not the JSON document
            members/suspend ! {'member':'TH/GOV/OIC','reason':''}                     ! 400 ! malformed ! reason must be one plain line
            members/suspend ! {'member':'TH/GOV/OIC','reason':'a\\tb'}                ! 400 ! malformed ! reason must be one plain line
            members/suspend ! {'member':'oic','reason':'x'}                           ! 400 ! malformed ! a member id looks like
            members/suspend ! {'member':null,'reason':'x'}                            ! 400 ! malformed ! the body is not the JSON document
            members/suspend ! {'member':'TH/GOV/NIX','reason':'x'}                    ! 404 ! not-found ! no member TH/GOV/NIX is admitted
            members/resume  ! {'member':'TH/GOV/NIX','reason':'x'}                    ! 404 ! not-found ! no member TH/GOV/NIX is admitted
            members/resume  ! {'member':'TH/GOV/OIC','reason':'\\u0085'}              ! 400 ! malformed ! reason must be one plain line
            members/resume  ! []                                                      ! 400 ! malformed ! the body is not the JSON document
            keys/revoke     ! {'key':'','reason':'x'}                                 ! 400 ! malformed ! key is the SHA-256 of the public key
            keys/revoke     ! {'key':'zz','reason':'x'}                               ! 400 ! malformed ! key is the SHA-256 of the public key
            keys/revoke     ! {'key':'00ff','reason':'x'}                             ! 400 ! malformed ! key is the SHA-256 of the public key
            keys/revoke     ! {'key':null,'reason':'x'}                               ! 400 ! malformed ! the body is not the JSON document
            keys/revoke     ! {'key':'{64}','reason':''}                              ! 400 ! malformed ! reason must be one plain line
            keys/revoke     ! {'key':'{64}','reason':'x'}                             ! 404 ! not-found ! no certificate was issued for this key
            systems         ! {'id':'motor'}                                          ! 400 ! malformed ! a system id looks like
            systems         ! {'id':null}                                             ! 400 ! malformed ! the body is not the JSON document
            systems         ! {'id':'TH/GOV/OIC/motor'}                               ! 403 ! forbidden ! TH/GOV/OIC is not a member of this site
            systems         ! {'id':'TH/GOV/DGA/x','purpose':'fun'}                   ! 400 ! malformed ! this purpose is not on the hub's list
            systems         ! {'id':'TH/GOV/DGA/x','purpose':''}                      ! 400 ! malformed ! this purpose is not on the hub's list
            auditors        ! {}                                                      ! 400 ! malformed ! the body is not the JSON document
            auditors        ! {'name':''}                                             ! 400 ! malformed ! name must be one plain line
            auditors        ! {'name':'a\\u001bb'}                                    ! 400 ! malformed ! name must be one plain line
            """;

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(textBlock = TABLE, delimiter = '!', quoteCharacter = '`')
    void an_operators_request_leaves_nothing(
            String path, @Nullable String body, int status, String type, String detail) {
        var before = hub().rows();
        int leaves = hub().log.size();
        long version = hub().version();

        var refusal =
                Refusal.of(
                        post(
                                hub(),
                                path,
                                body == null ? "" : body.replace("{64}", "00".repeat(32))));

        assertThat(refusal.detail()).startsWith(detail);
        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.type()).isEqualTo(type);
        hub().requireUnchanged(before, leaves);
        assertThat(hub().version()).isEqualTo(version);
    }

    @Test
    void words_have_at_most_three_hundred_characters() {
        var longest = "ก".repeat(300);
        assertThat(post(hub(), "auditors", "{'name':'" + longest + "'}").status()).isEqualTo(200);
        assertThat(Refusal.of(post(hub(), "auditors", "{'name':'" + longest + "ก'}")).detail())
                .isEqualTo("name must be one plain line of at most 300 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "members/admit ! {'site':'dlt','members':[]}",
                "members/suspend ! {'member':'TH/GOV/OIC','reason':'x'}",
                "members/resume ! {'member':'TH/GOV/OIC','reason':'x'}",
                "keys/revoke ! {'key':'{64}','reason':'x'}"
            })
    void what_only_the_hub_can_do_a_node_refuses(String path, String body) {
        var at = node.orElseThrow();
        var before = at.rows();
        assertThat(Refusal.of(post(at, path, body.replace("{64}", "00".repeat(32)))))
                .isEqualTo(new Refusal(403, "forbidden", "only the hub can do this"));
        at.requireUnchanged(before, at.log.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "members/admit",
                "members/suspend",
                "members/resume",
                "keys/revoke",
                "systems"
            })
    void what_changes_something_is_not_asked_for_with_get(String path) {
        var refusal = Refusal.of(TestExchange.operate(hub(), "GET", "/api/v1/" + path, ""));
        assertThat(refusal).isEqualTo(new Refusal(405, "method-not-allowed", "use POST"));
    }

    @Test
    void admitting_tells_the_token_and_the_fingerprint_and_keeps_neither_from_the_site() {
        var reply =
                post(
                        hub(),
                        "members/admit",
                        "{'site':'nso','members':[{'id':'TH/GOV/NSO','nameTh':'สสช.','nameEn':'NSO'}]}");
        var body = Json.tree(reply.body());
        assertThat(body.path("token").asString()).matches("[A-Za-z0-9_-]{43}");
        assertThat(Bytes.fromHex(body.path("rootFingerprint").asString()))
                .isEqualTo(open.orElseThrow().rootFingerprint());
        assertThat(hub().log.text()).doesNotContain(body.path("token").asString());
    }

    @Test
    void members_are_listed_with_where_they_are_and_whether_they_are_suspended() {
        var at = node.orElseThrow();
        assertThat(post(hub(), "members/suspend", "{'member':'TH/GOV/OIC','reason':'x'}").status())
                .isEqualTo(200);
        at.members().trustStep();
        var list = TestExchange.operate(at, "GET", "/api/v1/members", "").body().text();
        assertThat(list)
                .isEqualTo(
                        """
                        [{"id":"TH/GOV/DGA","nameTh":"หน่วยงาน TH/GOV/DGA",\
                        "nameEn":"Office TH/GOV/DGA","site":"hub","suspended":false},\
                        {"id":"TH/GOV/OIC","nameTh":"หน่วยงาน TH/GOV/OIC",\
                        "nameEn":"Office TH/GOV/OIC","site":"oic","suspended":true}]\
                        """);
        var resumed = post(hub(), "members/resume", "{'member':'TH/GOV/OIC','reason':'x'}");
        assertThat(Json.tree(resumed.body()).path("version").asLong()).isEqualTo(hub().version());
    }

    @Test
    void the_list_and_the_anchor_are_the_same_at_every_door() {
        var exchange = open.orElseThrow();
        var list = TestExchange.operate(hub(), "GET", "/api/v1/trust", "");
        var anchor = TestExchange.operate(hub(), "GET", "/api/v1/anchor", "");
        assertThat(exchange.open("GET", "/trust", Map.of(), Bytes.empty())).isEqualTo(list);
        assertThat(exchange.open("GET", "/trust/anchor", Map.of(), Bytes.empty()))
                .isEqualTo(anchor);
        assertThat(list.headers())
                .containsExactly(
                        new Header("Content-Type", "text/vnd.saphan.sealed; charset=utf-8"));
        assertThat(Sealed.parse(list.body())).isEqualTo(hub().members().trust().sealed());
        assertThat(anchor.body()).isEqualTo(hub().members().anchor().bytes());
        assertThat(hub().members().anchor().root()).isEqualTo(TestLists.der(hub().keys.root()));
    }
}
