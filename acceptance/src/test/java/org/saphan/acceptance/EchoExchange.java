package org.saphan.acceptance;

import java.time.Duration;
import java.util.List;

/// A service of OIC that shows what arrives at it, opened to DLT's tax system by two agreements with
/// the same endpoints and different purposes.
///
/// @param base the service at the consumer's door
/// @param call with the headers of a proved caller
record EchoExchange(EchoService service, String base, Call call) implements AutoCloseable {

    static final String SERVICE = "TH/GOV/OIC/motor/echo";
    static final String FIRST = "dsa-test-echo-a";
    static final String SECOND = "dsa-test-echo-b";
    static final List<String> ENDPOINTS =
            List.of(
                    "GET /v1/things/{thing}",
                    "POST /v1/things",
                    "PUT /v1/things/{thing}",
                    "PATCH /v1/things/{thing}",
                    "DELETE /v1/things/{thing}");

    static EchoExchange join(RunningDemo demo) {
        var service = EchoService.start();
        var caller = demo.example();
        var agreements = agreements(demo);
        agreements.register(SERVICE, service.url());
        for (var id : List.of(FIRST, SECOND)) {
            agreements.conclude(
                    id,
                    Agreements.draft(
                            id,
                            caller.header("X-Road-Client"),
                            SERVICE,
                            ENDPOINTS,
                            id.equals(FIRST) ? "vehicle-tax" : "official-statistics"));
        }
        var base = demo.consumer().url("systems") + "/r1/" + SERVICE;
        var call = caller.url(base + "/v1/things/1");
        Patience.until(
                "the echo service is listed",
                Duration.ofSeconds(10),
                () -> call.send().status() == 200);
        return new EchoExchange(service, base, call);
    }

    static Agreements agreements(RunningDemo demo) {
        return new Agreements(
                demo.directory(), demo.provider(), demo.consumer(), List.of(demo.hub()));
    }

    Call at(String path) {
        return call.url(base + path);
    }

    @Override
    public void close() {
        service.close();
    }
}
