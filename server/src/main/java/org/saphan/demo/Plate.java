package org.saphan.demo;

import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.saphan.kernel.Problem;

/// A number plate without its province: `1กก1234`, `ขข99`, and for a motorcycle `กขค123`.
///
/// @param digit before the letters, 0 when there is none
record Plate(int digit, String letters, int number) {

    private static final Pattern SHAPE =
            Pattern.compile("([1-9]?)([ก-ฮ]{2,3})[ -]?([1-9][0-9]{0,3})");

    /// The letters that the plates of this table use, in the order of their series.
    private static final String ALPHABET = "กขคฆงจฉชฌญฎฐณตถทธนบปผพฟภมยรลวศษสหอฮ";

    private static final int DIGITS = 10;

    Plate {
        boolean lettersFit = letters.length() == 2 || letters.length() == 3;
        if (digit < 0 || digit > 9 || !lettersFit || number < 1 || number > 9_999) {
            throw new IllegalArgumentException("not a plate");
        }
    }

    static Plate parse(String text) {
        var match = SHAPE.matcher(text);
        if (!match.matches()) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "a plate is written like 1กก1234, percent-encoded in UTF-8");
        }
        var digit = match.group(1);
        return new Plate(
                digit.isEmpty() ? 0 : Integer.parseInt(digit),
                match.group(2),
                Integer.parseInt(match.group(3)));
    }

    /// Series follow each other as กก, 1กก … 9กก, กข; a motorcycle's have three letters and no digit.
    static Plate ofSerial(VehicleType type, long serial) {
        long series = serial / type.numbersInSeries();
        int number = (int) (serial % type.numbersInSeries()) + 1;
        return switch (type) {
            case MOTORCYCLE -> new Plate(0, letters(series, type.letters()), number);
            case CAR ->
                    new Plate(
                            (int) (series % DIGITS),
                            letters(series / DIGITS, type.letters()),
                            number);
        };
    }

    /// Empty for a plate that no series of this table has.
    OptionalLong serial(VehicleType type) {
        boolean digitFits = type == VehicleType.CAR || digit == 0;
        boolean lettersFit =
                letters.length() == type.letters()
                        && letters.chars().allMatch(letter -> ALPHABET.indexOf(letter) >= 0);
        if (!digitFits || !lettersFit || number > type.numbersInSeries()) {
            return OptionalLong.empty();
        }
        long series = letters.chars().reduce(0, Plate::nextPlace);
        if (type == VehicleType.CAR) {
            series = series * DIGITS + digit;
        }
        return OptionalLong.of(series * type.numbersInSeries() + number - 1);
    }

    private static int nextPlace(int before, int letter) {
        return before * ALPHABET.length() + ALPHABET.indexOf(letter);
    }

    private static String letters(long series, int count) {
        var letters = new StringBuilder();
        long rest = series;
        for (int i = 0; i < count; i++) {
            letters.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
            rest /= ALPHABET.length();
        }
        return letters.reverse().toString();
    }

    @Override
    public String toString() {
        return (digit == 0 ? "" : Integer.toString(digit)) + letters + number;
    }
}
