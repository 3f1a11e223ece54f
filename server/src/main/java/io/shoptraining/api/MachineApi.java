package io.shoptraining.api;

import io.shoptraining.access.Role;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the server runs on: its Java, its disk, its workers. */
public final class MachineApi {
    private final Supplier<Machine> machine;

    public MachineApi(Supplier<Machine> machine) {
        this.machine = machine;
    }

    /**
     * What the server runs on, without any path of it.
     *
     * @param system name and version of the operating system, and the processor
     * @param diskFreeBytes on the disk of the data directory
     * @param storedBytes by what it is: {@code sales, models, database, logs, uploads}
     * @param startedAt ISO-8601 with offset
     */
    public record Machine(
            String javaVersion,
            String javaVendor,
            String system,
            int processors,
            long memoryMaxBytes,
            long diskFreeBytes,
            long diskTotalBytes,
            Map<String, Long> storedBytes,
            Workers workers,
            String startedAt) {
        public Machine {
            storedBytes = Map.copyOf(storedBytes);
        }
    }

    /**
     * The worker processes.
     *
     * @param most how many there are at most
     * @param fault why none can be started; null when all is well
     */
    public record Workers(
            int most,
            int idle,
            int starting,
            int busy,
            long lost,
            @Nullable String fault) {}

    public List<Route> routes() {
        return List.of(Route.get(
                        "/machine",
                        Role.VIEWER,
                        "What the server runs on: Java, disk, workers.",
                        call -> Answer.ok(machine.get()))
                .answers(200, Machine.class));
    }
}
