package org.saphan.demo;

import static org.saphan.kernel.http.Routes.get;
import static org.saphan.kernel.http.Routes.post;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.Json;
import org.saphan.kernel.Problem;
import org.saphan.kernel.http.Reply;
import org.saphan.kernel.http.Request;
import org.saphan.kernel.http.Routes;

/// What the sample service answers, as `cmi-check.openapi.json` describes it.
final class VehicleRoutes {

    private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");

    private final Vehicles vehicles;
    private final TaxPayments payments;
    private final Clock clock;

    VehicleRoutes(Vehicles vehicles, TaxPayments payments, Clock clock) {
        this.vehicles = vehicles;
        this.payments = payments;
        this.clock = clock;
    }

    Routes routes() {
        return Routes.of(
                get("/v1/vehicles/{plate}", this::vehicle),
                post("/v1/tax-payments", this::taxPayment));
    }

    private Reply vehicle(Request request) {
        return Reply.json(
                check(request.path("plate"), request.query("province"), request.query("type")));
    }

    VehicleAnswer check(String plate, Optional<String> province, Optional<String> type) {
        var code =
                province.orElseThrow(
                        () -> malformed("name the province by its code, as in ?province=10"));
        var vehicle = find(plate, code);
        type.ifPresent(word -> requireType(vehicle, word));
        return VehicleAnswer.of(vehicle, LocalDate.now(clock.withZone(BANGKOK)));
    }

    private Vehicle find(String plate, String provinceCode) {
        var wanted = Plate.parse(plate);
        var province =
                vehicles.province(provinceCode)
                        .orElseThrow(() -> malformed("this is not the code of a province"));
        return vehicles.find(wanted, province).orElseThrow(VehicleRoutes::unknown);
    }

    private static void requireType(Vehicle vehicle, String word) {
        var type =
                VehicleType.named(word)
                        .orElseThrow(() -> malformed("the type is car or motorcycle"));
        if (vehicle.type() != type) {
            throw unknown();
        }
    }

    private Reply taxPayment(Request request) {
        var payment = note(request.body());
        return Reply.json(Map.of("receiptNumber", payment.receiptNumber(), "sample", true))
                .status(201);
    }

    TaxPayments.TaxPayment note(Bytes body) {
        var payment = Json.read(body, TaxPayments.TaxPayment.class);
        find(payment.plate(), payment.province());
        payments.add(payment);
        return payment;
    }

    private static Problem malformed(String detail) {
        return new Problem(Problem.Kind.MALFORMED, detail);
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "no vehicle of this type is registered with this plate in this province");
    }
}
