package io.shoptraining.taskmanager;

import java.nio.file.Path;
import java.time.Duration;

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
        int maxWorkers, int maxAttempts, VersionGate gate, Path logs, Duration cancelGrace, String programVersion) {}
