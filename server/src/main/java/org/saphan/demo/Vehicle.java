package org.saphan.demo;

/// One row of the table.
///
/// @param row what everything invented about it is drawn from
record Vehicle(int row, VehicleType type, Province province, Plate plate, Cover cover) {

    enum Cover {
        INSURED("insured"),
        EXPIRED("expired"),
        NONE("none");

        private final String word;

        Cover(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }
}
