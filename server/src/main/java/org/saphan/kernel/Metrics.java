package org.saphan.kernel;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// What a site counts, as Prometheus reads it. No label ever carries a target, a person or a key.
public final class Metrics {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public void request(String listener, String route, int status, Duration took) {
        Timer.builder("saphan.requests")
                .description("requests answered")
                .tags(
                        List.of(
                                Tag.of("listener", listener),
                                Tag.of("route", route),
                                Tag.of("status", Integer.toString(status))))
                .register(registry)
                .record(took);
    }

    public void count(String name, String label, String value) {
        registry.counter(name, label, value).increment();
    }

    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    public void gauge(
            String name, String description, String label, String of, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .tag(label, of)
                .strongReference(true)
                .register(registry);
    }

    public String scrape() {
        return registry.scrape();
    }
}
