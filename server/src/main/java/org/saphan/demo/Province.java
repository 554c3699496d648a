package org.saphan.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// A province as the official list has it.
record Province(String code, String nameEn, String nameTh) {

    /// Invented: how vehicles spread over provinces. Bangkok has most, ten busy provinces more than
    /// the rest.
    private static final String BANGKOK = "10";

    private static final Set<String> BUSY =
            Set.of("11", "12", "13", "20", "21", "30", "40", "50", "84", "90");

    int weight() {
        if (code.equals(BANGKOK)) {
            return 12;
        }
        return BUSY.contains(code) ? 3 : 1;
    }

    /// All 77, Bangkok first.
    static List<Province> all() {
        try (var in = Province.class.getResourceAsStream("provinces.csv")) {
            if (in == null) {
                throw new IllegalStateException("provinces.csv is missing from the package");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(Province::row)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading provinces.csv", e);
        }
    }

    /// No name in this list has a comma or a quote.
    private static Province row(String line) {
        var cells = line.split(",", -1);
        return new Province(cells[0], cells[1], cells[2]);
    }
}
