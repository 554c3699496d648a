package org.saphan.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffleTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 999, 4_096, 4_097, 100_003})
    void every_number_arrives_once_and_finds_its_way_back(long size) {
        var shuffle = Shuffle.of(size, 42).sending(size / 2, size - 1);
        var seen = new BitSet();
        for (long n = 0; n < size; n++) {
            seen.set((int) shuffle.at(n));
            assertThat(shuffle.indexOf(shuffle.at(n))).isEqualTo(n);
        }
        assertThat(seen.cardinality()).isEqualTo((int) size);
        assertThat(shuffle.at(size / 2)).isEqualTo(size - 1);
    }
}
