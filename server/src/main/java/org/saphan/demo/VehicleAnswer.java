package org.saphan.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.Optional;

/// What the service knows of a vehicle. The demo's agreement grants plate, status, insurer's code,
/// start and end; everything else is here to be dropped on the way.
///
/// @param start of the running cover, or of the last one; absent where there never was one
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record VehicleAnswer(
        String plate,
        String province,
        String vehicleType,
        String status,
        Optional<Insurer> insurer,
        Optional<LocalDate> start,
        Optional<LocalDate> end,
        Owner owner,
        String chassisNumber,
        Optional<Premium> premium,
        boolean sample,
        String notice) {

    private static final String NOTICE =
            "ข้อมูลตัวอย่าง บุคคล รถ และบริษัทสมมติขึ้นทั้งหมด / Sample data: every person, vehicle and"
                    + " company is invented.";

    record Premium(String amount, String currency) {}

    private record Period(LocalDate start, LocalDate end) {}

    static VehicleAnswer of(Vehicle vehicle, LocalDate today) {
        var period = period(vehicle, today);
        return new VehicleAnswer(
                vehicle.plate().toString(),
                vehicle.province().code(),
                vehicle.type().word(),
                vehicle.cover().word(),
                period.map(_ -> Insurer.of(vehicle)),
                period.map(Period::start),
                period.map(Period::end),
                Owner.of(vehicle),
                "MZZTEST%010d".formatted(vehicle.row()),
                period.map(_ -> premium(vehicle.type())),
                true,
                NOTICE);
    }

    /// Cover runs for a year from the same day each time, so that what is insured stays so however
    /// long the demo is kept. A lapsed one ended at one of the last two such days.
    private static Optional<Period> period(Vehicle vehicle, LocalDate today) {
        var renewal = lastRenewal(vehicle, today);
        return switch (vehicle.cover()) {
            case INSURED -> Optional.of(new Period(renewal, renewal.plusYears(1)));
            case EXPIRED -> {
                var end = renewal.minusYears(Math.floorMod(Shuffle.mix(4, vehicle.row()), 2L));
                yield Optional.of(new Period(end.minusYears(1), end));
            }
            case NONE -> Optional.empty();
        };
    }

    private static LocalDate lastRenewal(Vehicle vehicle, LocalDate today) {
        // Of 365 days, so never a 29 February.
        int day = (int) Math.floorMod(Shuffle.mix(3, vehicle.row()), 365L);
        var thisYear = LocalDate.ofYearDay(2001, day + 1).withYear(today.getYear());
        return thisYear.isAfter(today) ? thisYear.minusYears(1) : thisYear;
    }

    private static Premium premium(VehicleType type) {
        return switch (type) {
            case MOTORCYCLE -> new Premium("323.14", "THB");
            case CAR -> new Premium("645.21", "THB");
        };
    }

    @Override
    public String toString() {
        return "vehicle(withheld)";
    }
}
