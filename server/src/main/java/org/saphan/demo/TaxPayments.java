package org.saphan.demo;

import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Notices that vehicle tax was paid, which the tax counter sends back. The newest are kept in memory;
/// a real service would file them.
final class TaxPayments {

    static final int KEPT = 10_000;

    /// @param receiptNumber the counter's own number; the same one again is the same notice
    record TaxPayment(String plate, String province, OffsetDateTime paidAt, String receiptNumber) {

        private static final Pattern RECEIPT = Pattern.compile("[A-Za-z0-9/.-]{1,64}");

        TaxPayment {
            if (Stream.of(plate, province, paidAt, receiptNumber).anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException(
                        "a tax payment names plate, province, paidAt and receiptNumber");
            }
            if (!RECEIPT.matcher(receiptNumber).matches()) {
                throw new IllegalArgumentException(
                        "a receipt number has 1 to 64 letters, digits, dots, dashes or slashes");
            }
        }
    }

    private final Map<String, TaxPayment> newest =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, TaxPayment> eldest) {
                    return size() > KEPT;
                }
            };

    synchronized void add(TaxPayment payment) {
        newest.put(payment.receiptNumber(), payment);
    }

    synchronized int size() {
        return newest.size();
    }
}
