package io.shoptraining.api;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What is measured of a running server, as Prometheus reads it. */
public final class Meters implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    public Meters() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /**
     * Shows a number that changes by itself.
     *
     * @param name with dots, as Micrometer has it
     */
    public void gauge(String name, String description, Supplier<Number> value, String... tags) {
        io.micrometer.core.instrument.Gauge.builder(name, value)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** Shows a number that somebody else counts up. */
    public void counter(String name, String description, Supplier<Number> value, String... tags) {
        io.micrometer.core.instrument.FunctionCounter.builder(
                        name, value, v -> v.get().doubleValue())
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** Counts things that happened. */
    public void count(String name, String description, String... tags) {
        io.micrometer.core.instrument.Counter.builder(name)
                .description(description)
                .tags(tags)
                .register(registry)
                .increment();
    }

    /** @param status of the answer; {@code aborted} when it did not go out whole, whatever it began with */
    void answered(Operation operation, String status, long nanos) {
        Timer.builder("shoptraining.requests")
                .description("Time from the gate to the last byte of the answer")
                .tags("method", operation.route().method().name(), "path", operation.path(), "status", status)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
