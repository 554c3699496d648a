package org.saphan.kernel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What a site counts, as Prometheus reads it. No label ever carries a target, a person or a key.
/// `docs/operations.md` has a line for each name, and a test compares the two.
public final class Metrics {

    /// How long one thing takes, again and again.
    @FunctionalInterface
    public interface Timing {

        void took(long nanos);
    }

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

    public Timing timing(String name, String description, Map<String, String> labels) {
        var timer =
                Timer.builder(name).description(description).tags(tags(labels)).register(registry);
        return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /// From now on it is there, with zero: of a series that appears with its first event nobody can
    /// tell a rate.
    public void countable(String name, String description, Map<String, String> labels) {
        counter(name, description, labels);
    }

    public void count(String name, String description, Map<String, String> labels) {
        counter(name, description, labels).increment();
    }

    private Counter counter(String name, String description, Map<String, String> labels) {
        return Counter.builder(name).description(description).tags(tags(labels)).register(registry);
    }

    private static List<Tag> tags(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> Tag.of(label.getKey(), label.getValue()))
                .toList();
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
