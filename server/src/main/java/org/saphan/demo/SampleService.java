package org.saphan.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.saphan.evidence.Bytes;
import org.saphan.kernel.http.Routes;

/// The sample service of the insurance commission: is this vehicle insured? A small real HTTP service;
/// the demo's gateway calls it as it would call any other.
public final class SampleService {

    /// The demo's table is always the same one.
    private static final long SEED = 2565;

    private SampleService() {}

    public static Routes routes(Clock clock) {
        return new VehicleRoutes(new Vehicles(SEED), new TaxPayments(), clock).routes();
    }

    /// The plate of an insured car in [#EXAMPLE_PROVINCE], for people to try.
    public static String examplePlate() {
        return Vehicles.EXAMPLE_CAR.toString();
    }

    public static final String EXAMPLE_PROVINCE = "10";

    /// The OpenAPI description, for registering the service.
    public static Bytes openApi() {
        try (var in = SampleService.class.getResourceAsStream("cmi-check.openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("cmi-check.openapi.json is missing");
            }
            return Bytes.utf8(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("reading cmi-check.openapi.json", e);
        }
    }
}
