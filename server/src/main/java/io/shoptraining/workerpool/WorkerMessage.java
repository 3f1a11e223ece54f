package io.shoptraining.workerpool;

import io.shoptraining.protocol.WorkerReport;

/** What is heard of a worker: reports while it lives, then once that it is gone. */
public sealed interface WorkerMessage {
    /** The worker said something. */
    record Said(WorkerReport report) implements WorkerMessage {}

    /** The process has ended; nothing follows. */
    record Gone(WorkerExit exit) implements WorkerMessage {}
}
