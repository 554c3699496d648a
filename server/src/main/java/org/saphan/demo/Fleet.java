package org.saphan.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All vehicles of one type: first those of Bangkok, then those of the next province, and so on.
/// Which plates they have and which of them are insured is decided by permutations, so that both
/// quotas are met exactly and a plate leads back to its row.
final class Fleet {

    /// The table has one vehicle for about 43 registered in the country, so its plates are drawn from
    /// 43 times as many: most plates that look real are unknown here.
    private static final double PLATES_PER_VEHICLE = 42.79;

    /// One province's rows and plates.
    private record Share(Province province, int firstRank, int vehicles, Shuffle plates) {}

    private final VehicleType type;
    private final int firstRow;
    private final List<Share> shares;
    private final Shuffle covers;

    Fleet(VehicleType type, int firstRow, List<Province> provinces, long seed, Plate example) {
        this.type = type;
        this.firstRow = firstRow;
        this.shares = shares(type, provinces, Shuffle.mix(seed, type.ordinal()), example);
        // The first vehicle is an example for people to try, so it is insured.
        this.covers =
                Shuffle.of(type.registered(), Shuffle.mix(seed, 100L + type.ordinal()))
                        .sending(0, 0);
    }

    /// Rounding the running total leaves no vehicle over.
    private static List<Share> shares(
            VehicleType type, List<Province> provinces, long key, Plate example) {
        long whole = provinces.stream().mapToLong(Province::weight).sum();
        var shares = new ArrayList<Share>();
        long weight = 0;
        int first = 0;
        for (var province : provinces) {
            weight += province.weight();
            int next = (int) (type.registered() * weight / whole);
            var plates = plates(type, next - first, key + shares.size());
            shares.add(new Share(province, first, next - first, plates));
            first = next;
        }
        var chosen = shares.getFirst();
        long serial = example.serial(type).orElseThrow();
        shares.set(
                0,
                new Share(
                        chosen.province(),
                        chosen.firstRank(),
                        chosen.vehicles(),
                        chosen.plates().sending(0, serial)));
        return List.copyOf(shares);
    }

    private static Shuffle plates(VehicleType type, int vehicles, long key) {
        int series = (int) Math.ceil(vehicles * PLATES_PER_VEHICLE / type.numbersInSeries());
        return Shuffle.of((long) series * type.numbersInSeries(), key);
    }

    Optional<Vehicle> find(Plate plate, Province province) {
        var serial = plate.serial(type);
        var share = shares.stream().filter(each -> each.province().equals(province)).findFirst();
        if (serial.isEmpty() || share.isEmpty()) {
            return Optional.empty();
        }
        var plates = share.get().plates();
        if (serial.getAsLong() >= plates.size()) {
            return Optional.empty();
        }
        long nth = plates.indexOf(serial.getAsLong());
        return nth < share.get().vehicles()
                ? Optional.of(vehicle(share.get(), (int) nth))
                : Optional.empty();
    }

    Vehicle at(int rank) {
        var share =
                shares.stream()
                        .filter(each -> rank < each.firstRank() + each.vehicles())
                        .findFirst()
                        .orElseThrow();
        return vehicle(share, rank - share.firstRank());
    }

    private Vehicle vehicle(Share share, int nth) {
        int rank = share.firstRank() + nth;
        var plate = Plate.ofSerial(type, share.plates().at(nth));
        return new Vehicle(firstRow + rank, type, share.province(), plate, cover(rank));
    }

    private Vehicle.Cover cover(int rank) {
        long place = covers.at(rank);
        if (place < type.insured()) {
            return Vehicle.Cover.INSURED;
        }
        return place < type.insured() + type.expired() ? Vehicle.Cover.EXPIRED : Vehicle.Cover.NONE;
    }
}
