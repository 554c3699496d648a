package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What somebody sees who starts the demo for the first time and pastes its three commands.
@ExtendWith(WithDemo.class)
final class NewcomerTest {

    private final RunningDemo demo;
    @TempDir private Path files = Path.of("");

    NewcomerTest(RunningDemo demo) {
        this.demo = demo;
    }

    @Test
    void the_example_is_answered_with_the_granted_fields_alone() {
        var answer = demo.example().send();

        assertThat(answer.status()).isEqualTo(200);
        var vehicle = answer.json();
        assertThat(vehicle.propertyNames())
                .containsExactlyInAnyOrder("plate", "status", "insurer", "start", "end");
        assertThat(vehicle.path("status").asString()).isEqualTo("insured");
        assertThat(vehicle.path("insurer").propertyNames()).containsExactly("code");
        assertThat(vehicle.path("start").asString()).matches("\\d{4}-\\d\\d-\\d\\d");
        assertThat(answer.text()).doesNotContain("owner", "chassis", "premium", "9000000");
    }

    @Test
    void the_service_itself_knows_more_than_was_granted() {
        var target = demo.example().url().getRawPath();
        var path = target.substring(target.indexOf("/v1/"));
        var direct =
                Call.get(demo.facts().path("sampleService").asString() + path + "?province=10");

        assertThat(direct.send().text()).contains("owner", "chassisNumber", "premium");
    }

    @Test
    void a_receipt_is_pending_first_and_then_there() {
        var id = demo.example().send().receipt();

        assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");
        var first = demo.receipts().ask(id);
        if (first.status() == 202) {
            assertThat(first.header("Retry-After")).isEqualTo("1");
        } else {
            assertThat(first.status()).isEqualTo(200);
        }
        assertThat(demo.receipts().first(id).value("exchange")).isEqualTo(id);
    }

    @Test
    void the_receipt_holds_for_who_has_the_trust_anchor() {
        var id = demo.example().send().receipt();
        var file = demo.receipts().whole(id).save(files.resolve("receipt.txt"));

        var ran = Saphan.run("verify", file, "--trust", demo.trust());

        assertThat(ran.status()).as(ran.toString()).isZero();
        assertThat(ran.out())
                .contains("✓ file", "✓ request seal", "✓ outcome seal", "✓ agreement")
                .contains("✓ inclusion", "✓ witness", "✓ timestamp", "This receipt holds.")
                .doesNotContain("✗", "…");
    }

    @Test
    void without_an_anchor_a_receipt_is_consistent_and_not_a_yes() {
        var id = demo.example().send().receipt();
        var file = demo.receipts().first(id).save(files.resolve("receipt.txt"));

        var ran = Saphan.run("verify", file);

        assertThat(ran.status()).as(ran.toString()).isEqualTo(2);
        assertThat(ran.out()).contains("unpinned root").doesNotContain("This receipt holds");
    }

    @Test
    void a_changed_receipt_fails() throws Exception {
        var id = demo.example().send().receipt();
        var receipt = demo.receipts().first(id).text();
        var file = files.resolve("receipt.txt");
        Files.writeString(file, receipt.replace("purpose: vehicle-tax", "purpose: vehicle-tay"));

        var ran = Saphan.run("verify", file, "--trust", demo.trust());

        assertThat(ran.status()).as(ran.toString()).isEqualTo(1);
        assertThat(ran.out()).contains("✗", "FAILS");
    }

    @Test
    void a_wrong_purpose_is_refused_in_words_and_with_a_receipt() {
        var answer = demo.exampleRefused().send();

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("X-Road-Error")).isEqualTo("server.serverproxy.access_denied");
        assertThat(answer.json().path("type").asString())
                .isEqualTo("server.serverproxy.access_denied");
        assertThat(answer.json().path("message").asString())
                .contains("ข้อตกลงไม่อนุญาต", "the agreement does not allow this purpose");
        assertThat(answer.json().path("detail").asString())
                .endsWith(" " + answer.receipt())
                .startsWith("purpose_not_granted");

        var receipt = demo.receipts().whole(answer.receipt());
        assertThat(receipt.section("leaf").section("outcome").value("reason"))
                .isEqualTo("purpose_not_granted");
        var ran =
                Saphan.run(
                        "verify",
                        receipt.save(files.resolve("refusal.txt")),
                        "--trust",
                        demo.trust());
        assertThat(ran.status()).as(ran.toString()).isZero();
    }

    @Test
    void the_page_on_the_terminal_is_bilingual_and_has_three_commands() {
        assertThat(demo.output())
                .content()
                .contains("สะพานพร้อมใช้งาน / The bridge is open.", "verify receipt.txt --trust")
                .contains("curl -s -D headers.txt")
                .contains("วัตถุประสงค์");
    }

    @Test
    void every_command_explains_itself() {
        for (var command :
                new String[] {"demo", "serve", "status", "verify", "join", "agreement", "hub"}) {
            var ran = Saphan.run(command, "--help");
            assertThat(ran.status()).as(command).isZero();
            assertThat(ran.out()).as(command).containsIgnoringCase("usage");
        }
    }
}
