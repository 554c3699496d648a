package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Who may read a receipt: the caller, the provider, an auditor; and nobody else learns that there is
/// one.
@ExtendWith(WithDemo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReceiptAccessTest {

    private final RunningDemo demo;
    private String id = "";
    private String providersKey = "";
    private String foreignKey = "";

    ReceiptAccessTest(RunningDemo demo) {
        this.demo = demo;
    }

    @BeforeAll
    void exchange() {
        id = demo.example().send().receipt();
        var agreements = EchoExchange.agreements(demo);
        providersKey = agreements.addSystem(demo.provider(), "TH/GOV/OIC/desk");
        foreignKey = agreements.addSystem(demo.hub(), "TH/GOV/DGA/portal");
        demo.receipts().first(id);
    }

    private ReceiptDoor at(Site site, String key) {
        return new ReceiptDoor(site.url("open"), key);
    }

    @Test
    void the_caller_has_one_with_salts_and_no_salt_of_the_subject() {
        var salts = demo.receipts().first(id).section("salts");

        assertThat(salts.maybe("person")).isPresent();
        assertThat(salts.maybe("target")).isPresent();
        assertThat(salts.maybe("subject")).isEmpty();
    }

    @Test
    void the_provider_has_one_of_its_own_side_that_holds(@TempDir Path files) {
        var receipt = at(demo.provider(), providersKey).whole(id);

        assertThat(receipt.value("exchange")).isEqualTo(id);
        assertThat(receipt.section("leaf").value("role")).isEqualTo("provider");
        assertThat(receipt.section("salts").maybe("target")).isPresent();
        var ran = Saphan.run("verify", receipt.save(files.resolve("r")), "--trust", demo.trust());
        assertThat(ran.status()).as(ran.toString()).isZero();
    }

    @Test
    void an_auditor_has_both_sides_without_salts() {
        var consumers = at(demo.consumer(), demo.auditorKey("DLT")).first(id);
        var providers = at(demo.provider(), demo.auditorKey("OIC")).first(id);

        assertThat(consumers.section("leaf").value("role")).isEqualTo("consumer");
        assertThat(providers.section("leaf").value("role")).isEqualTo("provider");
        for (var receipt : new Receipt[] {consumers, providers}) {
            assertThat(receipt.text()).doesNotContain("saphan.org/salts");
        }
    }

    @Test
    void both_nodes_hold_the_same_statements() {
        var consumers = at(demo.consumer(), demo.auditorKey("DLT")).first(id).section("leaf");
        var providers = at(demo.provider(), demo.auditorKey("OIC")).first(id).section("leaf");

        for (var part : new String[] {"request", "request-seal", "outcome", "outcome-seal"}) {
            assertThat(consumers.section(part).text()).isEqualTo(providers.section(part).text());
        }
    }

    @Test
    void without_a_key_nothing_is_told() {
        var answer = Call.get(demo.consumer().url("open") + "/receipts/" + id).send();

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("type").asString())
                .isEqualTo("urn:saphan:problem:unauthenticated");
    }

    @Test
    void a_key_that_nobody_has_is_like_none() {
        assertThat(at(demo.consumer(), "A".repeat(43)).ask(id).status()).isEqualTo(401);
    }

    @Test
    void the_key_of_another_site_is_like_none() {
        assertThat(at(demo.consumer(), providersKey).ask(id).status()).isEqualTo(401);
        assertThat(at(demo.consumer(), demo.auditorKey("OIC")).ask(id).status()).isEqualTo(401);
    }

    @Test
    void who_was_no_party_is_told_that_there_is_nothing() {
        var answer = at(demo.hub(), foreignKey).ask(id);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("type").asString()).isEqualTo("urn:saphan:problem:not-found");
    }

    @Test
    void a_receipt_is_never_cached() {
        assertThat(demo.receipts().ask(id).header("Cache-Control")).isEqualTo("no-store");
    }
}
