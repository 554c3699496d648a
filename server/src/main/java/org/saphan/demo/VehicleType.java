package org.saphan.demo;

import java.util.Arrays;
import java.util.Optional;

/// The two kinds that the published figures tell apart. On 31 May 2022, 33.21 of 42.79 million
/// vehicles were insured (77.61 %), and 14.21 of 22.02 million motorcycles (64.53 %); a table of one
/// million keeps these shares. `CAR` stands for every other kind, whose share follows: 91.48 %.
enum VehicleType {
    MOTORCYCLE("motorcycle", 514_606, 332_075, 3, 999),
    CAR("car", 485_394, 444_025, 2, 9_999);

    private final String word;
    private final int registered;
    private final int insured;
    private final int letters;
    private final int numbersInSeries;

    VehicleType(String word, int registered, int insured, int letters, int numbersInSeries) {
        this.word = word;
        this.registered = registered;
        this.insured = insured;
        this.letters = letters;
        this.numbersInSeries = numbersInSeries;
    }

    static Optional<VehicleType> named(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }

    /// A motorcycle's plate has three letters and any other two.
    static VehicleType of(Plate plate) {
        return plate.letters().length() == MOTORCYCLE.letters ? MOTORCYCLE : CAR;
    }

    String word() {
        return word;
    }

    int registered() {
        return registered;
    }

    int insured() {
        return insured;
    }

    /// Of those without cover, four in five once had one. Nobody publishes this share; it is invented.
    int expired() {
        return (registered - insured) * 4 / 5;
    }

    int letters() {
        return letters;
    }

    int numbersInSeries() {
        return numbersInSeries;
    }
}
