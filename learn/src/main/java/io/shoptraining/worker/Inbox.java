package io.shoptraining.worker;

import io.shoptraining.protocol.LineCodec;
import io.shoptraining.protocol.WorkerCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** Commands as they arrive: work waits in a queue, a request to stop is seen at once. */
final class Inbox {
    private final BlockingQueue<WorkerCommand> work = new LinkedBlockingQueue<>();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private final Set<String> suspended = ConcurrentHashMap.newKeySet();

    /** Reads to the end of the stream; returns when there is nobody left to work for. */
    void readAll(InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            WorkerCommand command = LineCodec.command(line);
            if (command instanceof WorkerCommand.Cancel cancel) {
                cancelled.add(cancel.taskId());
            } else if (command instanceof WorkerCommand.Suspend suspend) {
                suspended.add(suspend.taskId());
            } else {
                work.add(command);
            }
        }
    }

    /** Waits for the next piece of work. */
    WorkerCommand take() throws InterruptedException {
        return work.take();
    }

    boolean isCancelled(String taskId) {
        return cancelled.contains(taskId);
    }

    boolean isSuspended(String taskId) {
        return suspended.contains(taskId);
    }

    /** A later attempt of the same task is a new decision. */
    void forget(String taskId) {
        cancelled.remove(taskId);
        suspended.remove(taskId);
    }
}
