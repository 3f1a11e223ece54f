package io.shoptraining.taskmanager;

import io.shoptraining.index.VersionGate;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How tasks are run.
 *
 * @param maxWorkers how many trainings run at once
 * @param maxAttempts how many workers a task may lose before it has failed
 * @param logs where every task has its log file
 * @param cancelGrace how long a worker may take to stop when it is told to, before it is ended
 * @param programVersion written into the metadata of every model
 */
public record TaskSettings(
        int maxWorkers,
        int maxAttempts,
        VersionGate gate,
        Path logs,
        Duration cancelGrace,
        String programVersion,
        Limits limits) {
    /**
     * What a task may take, unless its request says otherwise, and what a server waits for.
     *
     * @param timeLimitSeconds how long one attempt may take; null for as long as it wants
     * @param memoryLimitMb how large a worker may grow with all that it started; null for as large as it wants
     * @param stall how long a worker may live without getting on, before it is ended
     * @param suspend how long workers may take to write a checkpoint when the server stops
     * @param chatterDays how long the progress and log events of a task, and its log file, are kept after its end
     */
    public record Limits(
            @Nullable Integer timeLimitSeconds,
            @Nullable Integer memoryLimitMb,
            Duration stall,
            Duration suspend,
            int chatterDays) {
        public static Limits defaults() {
            return new Limits(null, null, Duration.ofMinutes(10), Duration.ofSeconds(20), 90);
        }
    }

    public TaskSettings(
            int maxWorkers, int maxAttempts, VersionGate gate, Path logs, Duration cancelGrace, String programVersion) {
        this(maxWorkers, maxAttempts, gate, logs, cancelGrace, programVersion, Limits.defaults());
    }
}
