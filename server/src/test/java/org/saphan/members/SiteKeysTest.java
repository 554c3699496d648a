package org.saphan.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.MemberId;

class SiteKeysTest {

    private static final TestLists LISTS = new TestLists();

    @TempDir private Path directory = Path.of("unused");

    private SiteKeys keys() {
        return SiteKeys.open(directory.resolve("site/keys"));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void keys_are_readable_by_nobody_else() throws IOException {
        var keys = keys();
        keys.pair("tls", "ES256");
        keys.keep("root", LISTS.root);
        assertThat(permissions(directory.resolve("site/keys"))).isEqualTo("rwx------");
        assertThat(permissions(directory.resolve("site/keys/tls.key"))).isEqualTo("rw-------");
        assertThat(permissions(directory.resolve("site/keys/root.crt"))).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "Ed25519"})
    void a_key_is_made_once_and_read_ever_after(String algorithm) throws IOException {
        var made = keys().pair("seal_TH_GOV_OIC", algorithm);
        var file = Files.readString(directory.resolve("site/keys/seal_TH_GOV_OIC.key"));
        for (var again : new String[] {"ES256", "Ed25519"}) {
            var read = keys().pair("seal_TH_GOV_OIC", again);
            assertThat(read.getPublic()).isEqualTo(made.getPublic());
            assertThat(read.getPrivate()).isEqualTo(made.getPrivate());
        }
        assertThat(Files.readString(directory.resolve("site/keys/seal_TH_GOV_OIC.key")))
                .isEqualTo(file);
    }

    @Test
    void what_a_crash_left_of_a_key_is_not_taken_for_one() throws IOException {
        var keys = keys();
        Files.writeString(directory.resolve("site/keys/tls.key.new"), "-----BEGIN PRIV");
        assertThat(keys.has("tls")).isFalse();
        keys.pair("tls", "ES256");
        assertThat(directory.resolve("site/keys/tls.key.new")).doesNotExist();
        assertThat(keys.has("tls")).isTrue();
    }

    @Test
    void a_key_file_that_is_damaged_is_not_replaced() throws IOException {
        var keys = keys();
        keys.pair("tls", "ES256");
        var file = directory.resolve("site/keys/tls.key");
        Files.writeString(file, Files.readString(file).replace("BEGIN PUBLIC", "BEGIN OTHER"));
        var damaged = Files.readString(file);
        assertThatThrownBy(() -> keys.pair("tls", "ES256"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("PUBLIC KEY is missing");
        assertThat(Files.readString(file)).isEqualTo(damaged);
    }

    @Test
    void the_members_of_a_site_are_those_whose_seals_it_holds() {
        var keys = keys();
        assertThat(keys.members()).isEmpty();
        for (var id : new String[] {"TH/GOV/OIC", "TH-TEST/NGO/A-B-1"}) {
            keys.keep(SiteKeys.sealOf(MemberId.parse(id)), LISTS.root);
        }
        keys.keep("tls", LISTS.root);
        keys.pair(SiteKeys.sealOf(MemberId.parse("TH/GOV/DLT")), "ES256");
        assertThat(keys.members())
                .containsExactlyInAnyOrder(
                        MemberId.parse("TH/GOV/OIC"), MemberId.parse("TH-TEST/NGO/A-B-1"));
    }

    @Test
    void a_site_has_joined_when_it_has_the_root_and_its_own_certificate() {
        var keys = keys();
        keys.pair("tls", "ES256");
        assertThat(keys.hasJoined()).isFalse();
        keys.keep("tls", LISTS.root);
        assertThat(keys.hasJoined()).isFalse();
        keys.keep("root", LISTS.root);
        assertThat(keys.hasJoined()).isTrue();
    }

    @Test
    void a_certificate_reads_back_and_anything_around_it_does_not() {
        var keys = keys();
        keys.keep("root", LISTS.root);
        assertThat(keys.root()).isEqualTo(LISTS.root);
        var der = TestLists.der(LISTS.root);
        assertThat(SiteKeys.parse(der)).hasValue(LISTS.root);
        assertThat(SiteKeys.parse(der.concat(Bytes.utf8("\n")))).isEmpty();
        assertThat(SiteKeys.parse(der.slice(0, der.size() - 1))).isEmpty();
        assertThat(SiteKeys.parse(Bytes.empty())).isEmpty();
        assertThat(SiteKeys.parse(Bytes.utf8("-----BEGIN CERTIFICATE-----\n"))).isEmpty();
        var pem = "-----BEGIN CERTIFICATE-----\n" + der.base64() + "\n-----END CERTIFICATE-----\n";
        assertThat(SiteKeys.parse(Bytes.utf8(pem))).as("one form only").isEmpty();
    }
}
