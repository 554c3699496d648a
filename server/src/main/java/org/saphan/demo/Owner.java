package org.saphan.demo;

/// An invented person. The number starts with 9, which no person's does, and has a valid check digit.
record Owner(String number, String name) {

    /// Fewer than vehicles, so that some people own a motorcycle and a car.
    static final int COUNT = 700_000;

    static Owner of(Vehicle vehicle) {
        int person = vehicle.row() % COUNT;
        var title = Shuffle.mix(1, person) % 2 == 0 ? "นาย" : "นางสาว";
        return new Owner(number(person), title + "ตัวอย่าง ทดสอบ-" + "%06d".formatted(person));
    }

    private static String number(int person) {
        var twelve = "99%010d".formatted(person);
        return twelve + checkDigit(twelve);
    }

    /// The last digit of 11 less the weighted sum modulo 11, as the civil registration computes it.
    static int checkDigit(String twelve) {
        int sum = 0;
        for (int i = 0; i < twelve.length(); i++) {
            sum += Character.digit(twelve.charAt(i), 10) * (13 - i);
        }
        return (11 - sum % 11) % 10;
    }

    @Override
    public String toString() {
        return "owner(withheld)";
    }
}
