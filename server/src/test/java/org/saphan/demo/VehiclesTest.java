package org.saphan.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VehiclesTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 25);

    private final Vehicles vehicles = new Vehicles(7);

    @Test
    void the_shares_are_those_that_were_published() {
        var motorcycles = VehicleType.MOTORCYCLE;
        var cars = VehicleType.CAR;
        assertThat(motorcycles.registered() + cars.registered()).isEqualTo(1_000_000);
        assertThat(motorcycles.registered() / 1e6).isCloseTo(22.02 / 42.79, within(1e-6));
        assertThat((double) motorcycles.insured() / motorcycles.registered())
                .isCloseTo(0.6453, within(1e-6));
        assertThat(motorcycles.insured() + cars.insured()).isEqualTo(776_100);
    }

    @Test
    void the_whole_table_meets_its_quotas_and_no_plate_is_there_twice() {
        var covers = new EnumMap<VehicleType, Map<Vehicle.Cover, Integer>>(VehicleType.class);
        var plates = new long[Vehicles.COUNT];
        for (int row = 0; row < Vehicles.COUNT; row++) {
            var vehicle = vehicles.at(row);
            covers.computeIfAbsent(vehicle.type(), _ -> new HashMap<>())
                    .merge(vehicle.cover(), 1, Integer::sum);
            plates[row] = plateInProvince(vehicle);
        }
        Arrays.sort(plates);
        assertThat(IntStream.range(1, plates.length).noneMatch(i -> plates[i] == plates[i - 1]))
                .isTrue();
        assertThat(covers)
                .containsEntry(
                        VehicleType.MOTORCYCLE,
                        Map.of(
                                Vehicle.Cover.INSURED, 332_075,
                                Vehicle.Cover.EXPIRED, 146_024,
                                Vehicle.Cover.NONE, 36_507))
                .containsEntry(
                        VehicleType.CAR,
                        Map.of(
                                Vehicle.Cover.INSURED, 444_025,
                                Vehicle.Cover.EXPIRED, 33_095,
                                Vehicle.Cover.NONE, 8_274));
    }

    /// As one number, because a million strings would take longer than all other tests together.
    private static long plateInProvince(Vehicle vehicle) {
        var plate = vehicle.plate();
        long text =
                plate.letters().chars().asLongStream().reduce(0, (a, c) -> a * 0x40 + (c & 0x3f));
        long place = Integer.parseInt(vehicle.province().code());
        return ((place * 10 + plate.digit()) * 10_000 + plate.number()) << 24
                | text << 2
                | plate.letters().length();
    }

    @Test
    void a_plate_leads_back_to_its_row() {
        IntStream.iterate(0, row -> row < Vehicles.COUNT, row -> row + 997)
                .mapToObj(vehicles::at)
                .forEach(
                        vehicle ->
                                assertThat(vehicles.find(vehicle.plate(), vehicle.province()))
                                        .contains(vehicle));
    }

    @Test
    void the_examples_are_insured_in_bangkok_under_every_seed() {
        for (long seed = 0; seed < 20; seed++) {
            var table = new Vehicles(seed);
            var bangkok = table.province("10").orElseThrow();
            assertThat(bangkok.nameEn()).isEqualTo("Bangkok");
            for (var plate : new Plate[] {Vehicles.EXAMPLE_CAR, Vehicles.EXAMPLE_MOTORCYCLE}) {
                assertThat(table.find(plate, bangkok))
                        .hasValueSatisfying(
                                found ->
                                        assertThat(found.cover()).isEqualTo(Vehicle.Cover.INSURED));
            }
        }
    }

    @Test
    void the_same_seed_gives_the_same_table_and_another_one_another() {
        assertThat(new Vehicles(7).at(123_456)).isEqualTo(vehicles.at(123_456));
        assertThat(new Vehicles(8).at(123_456).plate()).isNotEqualTo(vehicles.at(123_456).plate());
    }

    @Test
    void bangkok_has_most_vehicles_and_every_province_some() {
        var counts = new HashMap<String, Integer>();
        IntStream.iterate(0, row -> row < Vehicles.COUNT, row -> row + 100)
                .forEach(row -> counts.merge(vehicles.at(row).province().code(), 1, Integer::sum));
        assertThat(counts).hasSize(77);
        assertThat(counts.values().stream().max(Integer::compare)).contains(counts.get("10"));
    }

    @Test
    void what_is_insured_is_so_today_whatever_day_it_is() {
        for (int day = 0; day < 800; day += 61) {
            var today = TODAY.plusDays(day);
            for (int row = day; row < Vehicles.COUNT; row += 4_999) {
                var answer = VehicleAnswer.of(vehicles.at(row), today);
                switch (vehicles.at(row).cover()) {
                    case INSURED -> {
                        assertThat(answer.start().orElseThrow()).isBeforeOrEqualTo(today);
                        assertThat(answer.end().orElseThrow()).isAfter(today);
                    }
                    case EXPIRED -> assertThat(answer.end().orElseThrow()).isBeforeOrEqualTo(today);
                    case NONE -> assertThat(answer.insurer()).isEmpty();
                }
            }
        }
    }

    @Test
    void every_owner_has_a_number_that_no_person_has_and_that_checks() {
        for (int row = 0; row < Vehicles.COUNT; row += 997) {
            var owner = Owner.of(vehicles.at(row));
            assertThat(owner.number()).matches("9[0-9]{12}");
            assertThat(owner.name()).contains("ตัวอย่าง");
            int check = Owner.checkDigit(owner.number().substring(0, 12));
            assertThat(owner.number()).endsWith(Integer.toString(check));
        }
    }
}
