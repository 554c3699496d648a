package org.saphan.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsInManualTest {

    private static final String GOOD =
            """
            {"instance": "TH", "site": "oic", "role": "NODE", "data": "oic",
             "listeners": {"host": "127.0.0.1", "systems": 9001, "peers": 9002, "open": 9003,
                           "operations": 9004},
             "address": {"open": "http://127.0.0.1:9003", "peers": "127.0.0.1:9002"},
             "hub": {"site": "dga", "open": "http://127.0.0.1:9103"},
             "log": {"origin": "example.org/oic/log", "witness": "example.org/oic/witness",
                     "reserveBytes": 1000},
             "seals": "ES256"}
            """;

    @TempDir private Path directory;

    private Config read(String json) throws IOException {
        return Config.read(Files.writeString(directory.resolve("site.json"), json));
    }

    static Stream<String> settings() {
        return Stream.of(Config.class.getRecordComponents()).map(c -> c.getName());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void every_setting_has_its_line(String setting) throws IOException {
        var manual =
                Files.readString(Path.of(System.getProperty("saphan.root"), "docs/settings.md"));
        assertThat(manual).containsPattern("\\| `" + setting + "[`.]");
    }

    @Test
    void paths_are_relative_to_the_file() throws IOException {
        assertThat(read(GOOD).data()).isEqualTo(directory.resolve("oic"));
    }

    @Test
    void what_was_written_reads_back_equal() throws IOException {
        var config = read(GOOD);
        config.write(directory.resolve("copy.json"));
        assertThat(Config.read(directory.resolve("copy.json"))).isEqualTo(config);
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({
        "'\"TH\"', '\"th\"', instance",
        "'\"oic\", \"role\"', '\"OIC\", \"role\"', site",
        "NODE, BOSS, JSON",
        "'\"NODE\"', '\"HUB\"', hub",
        "127.0.0.1\", 192.0.2.7\", loopback",
        "9001, 0, port",
        "ES256, RS256, ES256 or Ed25519",
        "'\"seals\"', '\"seal\"', JSON",
        "127.0.0.1:9002, nowhere, host:port",
        "'\"ES256\"', '\"ES256\", \"trustList\": {\"counts\": \"PT9S\", \"renewed\": \"PT1S\"}', PT10S",
        "'\"ES256\"', '\"ES256\", \"trustList\": {\"counts\": \"P8D\", \"renewed\": \"PT1S\"}', P7D",
        "'\"ES256\"', '\"ES256\", \"trustList\": {\"counts\": \"PT20S\", \"renewed\": \"PT11S\"}', half",
        "'\"ES256\"', '\"ES256\", \"trustList\": {\"counts\": \"PT20S\", \"renewed\": \"PT0S\"}', half",
        "'\"ES256\"', '\"ES256\", \"trustList\": {\"counts\": \"PT20S\", \"renewed\": \"PT5S\"}', hub"
    })
    void what_is_wrong_stops_the_start_and_is_told(String old, String fresh, String told) {
        assertThatThrownBy(() -> read(GOOD.replace(old, fresh)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(told);
    }
}
