package org.saphan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A site is lost with its disk and comes back from its backup; what is no whole backup, or is older
/// than what others hold, does not come back as if nothing had happened.
@Tag("slow")
@Tag("embedded")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BackupTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofSeconds(180);

    private final ThreeSites sites = ThreeSites.start();
    private final Path key = sites.directory().resolve("backup.key");

    @AfterAll
    void end() {
        sites.close();
    }

    @Test
    void a_lost_site_comes_back_with_every_receipt_and_goes_on() {
        var id = answered();
        var before = sites.receipts().whole(id);
        sites.stop("dlt");
        var backup = backup("dlt", "stopped.backup");
        lose("dlt");

        restore("dlt", backup);
        sites.serve("dlt");

        var after = sites.receipts().whole(id);
        assertThat(after.section("leaf").text()).isEqualTo(before.section("leaf").text());
        assertThat(after.value("index")).isEqualTo(before.value("index"));
        requireHolds(after);
        requireHolds(sites.receipts().whole(answered()));
        var checked = Saphan.run("log", "verify", "--config", sites.consumer().config());
        assertThat(checked.status()).as(checked.toString()).isZero();
        assertThat(sites.consumer().directory().resolve("restored")).doesNotExist();
    }

    /// Under load, while log and database are written. It is restored beside the site, which goes on.
    @Test
    void a_backup_of_a_running_site_is_whole() throws IOException {
        answered();
        Path backup;
        var answered = new HashSet<String>();
        try (var load = Load.of(sites.call(), 4)) {
            Patience.until("answers", SOON, () -> load.answered().size() > 30);
            answered.addAll(load.answered());
            backup = backup("oic", "running.backup");
        }
        var copy = sites.directory().resolve("copy.json");

        var ran = run("restore", "--config", copyOf("oic", copy), "--from", backup, "--key", key);

        assertThat(ran.status()).as(ran.toString()).isZero();
        var log = sites.directory().resolve("copy/log");
        var checked = Saphan.run("log", "verify", "--config", copy);
        assertThat(checked.status()).as(checked.toString()).isZero();
        var text = new StringBuilder();
        try (var files = Files.walk(log)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                text.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(answered).allSatisfy(id -> assertThat(text).contains(id));
    }

    @Test
    void another_key_damage_and_a_missing_end_are_refused_before_anything_is_written()
            throws IOException {
        var backup = backup("oic", "sound.backup");
        var bytes = Files.readAllBytes(backup);
        var other = sites.directory().resolve("other.key");
        Files.writeString(other, "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=\n");
        var fresh = sites.directory().resolve("fresh.json");

        requireRefused(fresh, backup, other, "this key does not open this backup");
        var changed = bytes.clone();
        changed[bytes.length - 100] ^= 1;
        requireRefused(fresh, write("changed.backup", changed), key, "damaged");
        var shorter = Arrays.copyOf(bytes, bytes.length - 1_000);
        requireRefused(fresh, write("shorter.backup", shorter), key, "damaged");
        requireRefused(fresh, write("no.backup", new byte[500]), key, "not a backup");
    }

    private void requireRefused(Path config, Path backup, Path with, String told) {
        var ran = run("restore", "--config", config, "--from", backup, "--key", with);
        assertThat(ran.status()).as(ran.toString()).isEqualTo(1);
        assertThat(ran.err()).contains(told);
        assertThat(config).doesNotExist();
    }

    @Test
    void a_directory_that_holds_anything_and_another_site_are_refused() {
        var backup = backup("oic", "mine.backup");

        var full = run("restore", "--config", config("oic"), "--from", backup, "--key", key);
        assertThat(full.status()).isEqualTo(1);
        assertThat(full.err()).contains("is not empty", "Nothing was overwritten");
        var foreign = run("restore", "--config", config("dlt"), "--from", backup, "--key", key);
        assertThat(foreign.status()).isEqualTo(1);
        assertThat(foreign.err()).contains("another site's");
        var again = run("backup", "--config", config("oic"), "--to", backup, "--key", key);
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("is there already");
    }

    @Test
    void a_log_behind_what_its_witnesses_hold_does_not_go_on() {
        var rog = sites.joinFourth("TH/GOV/ROG");
        Saphan.said("system", "add", "--config", rog.config(), "TH/GOV/ROG/first");
        awaitWitnessed(rog);
        var old = backup("rog", "old.backup");
        Saphan.said("system", "add", "--config", rog.config(), "TH/GOV/ROG/second");
        awaitWitnessed(rog);
        sites.stop("rog");
        lose("rog");

        restore("rog", old);

        assertThatThrownBy(() -> sites.serve("rog"))
                .hasMessageContaining("this log was set back and must not go on");
        assertThat(rog.directory().resolve("restored")).exists();
    }

    private static void awaitWitnessed(Site site) {
        Patience.until(
                "a witness has seen everything",
                SOON,
                () ->
                        site.metric("saphan_log_leaves") > 0
                                && site.metric("saphan_log_unwitnessed") == 0);
    }

    private Path config(String name) {
        return sites.site(name).config();
    }

    private Path backup(String name, String file) {
        var to = sites.directory().resolve(file);
        var words =
                new ArrayList<Object>(
                        List.of("backup", "--config", config(name), "--to", to, "--key", key));
        if (!Files.exists(key)) {
            words.add("--new-key");
        }
        var ran = run(words.toArray());
        assertThat(ran.status()).as(ran.toString()).isZero();
        return to;
    }

    private void restore(String name, Path backup) {
        var ran = run("restore", "--config", config(name), "--from", backup, "--key", key);
        assertThat(ran.status()).as(ran.toString()).isZero();
    }

    private static Saphan.Ran run(Object... words) {
        return Saphan.run(Saphan.command(words), LONG);
    }

    /// The disk with everything on it.
    private void lose(String name) {
        Saphan.remove(sites.site(name).directory());
    }

    /// The same site's settings with another directory.
    private Path copyOf(String name, Path copy) throws IOException {
        var text = Files.readString(config(name));
        return Files.writeString(
                copy, text.replace("\"data\": \"" + name + "\"", "\"data\": \"copy\""));
    }

    private Path write(String name, byte[] content) {
        try {
            return Files.write(sites.directory().resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String answered() {
        return Patience.forValue(
                        "an answer",
                        SOON,
                        () -> {
                            try {
                                var answer = sites.call().trySend();
                                return answer.status() == 200
                                        ? Optional.of(answer)
                                        : Optional.<Answer>empty();
                            } catch (IOException e) {
                                return Optional.<Answer>empty();
                            }
                        })
                .receipt();
    }

    private void requireHolds(Receipt receipt) {
        var file = receipt.save(sites.directory().resolve("receipt.txt"));
        var ran = Saphan.run("verify", file, "--trust", sites.trust());
        assertThat(ran.status()).as(ran.toString()).isZero();
    }
}
