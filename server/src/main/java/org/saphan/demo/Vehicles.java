package org.saphan.demo;

import java.util.List;
import java.util.Optional;

/// The table of 1,000,000 vehicles. Nothing of it is stored: each row follows from its number and the
/// seed, and a plate leads back to its row.
final class Vehicles {

    static final int COUNT = 1_000_000;

    /// Registered in Bangkok and insured under every seed, for people to try.
    static final Plate EXAMPLE_CAR = Plate.parse("1กก1234");

    static final Plate EXAMPLE_MOTORCYCLE = Plate.parse("กขค123");

    private final List<Province> provinces = Province.all();
    private final Fleet motorcycles;
    private final Fleet cars;

    Vehicles(long seed) {
        motorcycles = new Fleet(VehicleType.MOTORCYCLE, 0, provinces, seed, EXAMPLE_MOTORCYCLE);
        cars =
                new Fleet(
                        VehicleType.CAR,
                        VehicleType.MOTORCYCLE.registered(),
                        provinces,
                        seed,
                        EXAMPLE_CAR);
    }

    Optional<Vehicle> find(Plate plate, Province province) {
        return fleet(VehicleType.of(plate)).find(plate, province);
    }

    Vehicle at(int row) {
        int motorcyclesEnd = VehicleType.MOTORCYCLE.registered();
        return row < motorcyclesEnd ? motorcycles.at(row) : cars.at(row - motorcyclesEnd);
    }

    Optional<Province> province(String code) {
        return provinces.stream().filter(province -> province.code().equals(code)).findFirst();
    }

    private Fleet fleet(VehicleType type) {
        return switch (type) {
            case MOTORCYCLE -> motorcycles;
            case CAR -> cars;
        };
    }
}
