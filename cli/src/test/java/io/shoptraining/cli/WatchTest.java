package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.client.Ask;
import io.shoptraining.client.EventFeed;
import io.shoptraining.client.Fields;
import io.shoptraining.client.Reply;
import io.shoptraining.client.ShopClient;
import io.shoptraining.events.Event;
import io.shoptraining.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchTest {
    private final List<Event> events = new ArrayList<>();

    @Test
    void aTaskThatTrainsIsShownFromWhereItIs() {
        update("pending", 0, 0);
        update("running", 1, 0);
        progress(5, 1);
        progress(20, 4);
        retried("the worker was lost", 1);
        update("running", 2, 0);
        progress(20, 4);
        progress(43, 8);
        progress(60, 12);
        update("failed", 2, 60);
        String shown = watched(task("running", 2, 43));
        assertThat(shown)
                .startsWith("Task t trains product_007_all_mlstm_v1: running, training, 43 %\n")
                .contains(" 60 %  epoch 12/20", "▁▅█")
                .doesNotContain(" 43 %  epoch", " 20 %", "  5 %", "Back in the queue");
    }

    @Test
    void aTaskThatWaitsIsShownFromItsStart() {
        update("pending", 0, 0);
        update("running", 1, 0);
        progress(5, 1);
        retried("the worker was lost", 1);
        progress(30, 6);
        update("failed", 1, 30);
        assertThat(watched(task("pending", 0, 0)))
                .startsWith("Task t trains product_007_all_mlstm_v1: pending\n")
                .contains("   5 %  epoch 1/20", "Back in the queue: the worker was lost", "  30 %  epoch 6/20");
    }

    @Test
    void aTaskThatWaitsAgainIsNotShownAsItWasBefore() {
        update("pending", 0, 0);
        update("running", 1, 0);
        progress(30, 6);
        retried("the worker was lost", 1);
        update("running", 2, 0);
        progress(50, 10);
        update("failed", 2, 50);
        assertThat(watched(task("pending", 1, 0)))
                .contains("  50 %  epoch 10/20")
                .doesNotContain("30 %", "Back in the queue");
    }

    private static Fields task(String status, int attempt, double progress) {
        return new Fields(Map.of(
                "task_id",
                "t",
                "filename_prefix",
                "product_007_all_mlstm_v1",
                "status",
                status,
                "stage",
                "training",
                "attempt",
                attempt,
                "progress",
                progress));
    }

    private void update(String status, int attempt, double progress) {
        add(
                Event.TRAINING_UPDATE,
                Map.of("action", "update", "status", status, "attempt", attempt, "progress", progress));
    }

    private void retried(String message, int attempt) {
        add(
                Event.TRAINING_UPDATE,
                Map.of(
                        "action",
                        "retried",
                        "status",
                        "pending",
                        "attempt",
                        attempt,
                        "progress",
                        0.0,
                        "message",
                        message));
    }

    private void progress(double percent, int epoch) {
        add(
                Event.TRAINING_PROGRESS,
                Map.of(
                        "progress",
                        percent,
                        "epoch",
                        epoch,
                        "total_epochs",
                        20,
                        "train_loss",
                        (double) epoch,
                        "val_loss",
                        (double) epoch));
    }

    private void add(String event, Map<String, Object> payload) {
        events.add(new Event(events.size() + 1, event, "2026-11-24T12:29:07Z", "t", payload));
    }

    private String watched(Fields task) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(stream, stream, false, false, false);
        Fields ended = new Watch(new Recorded(), task, new Options(), true, terminal).follow();
        assertThat(ended.text("status")).isEqualTo("failed");
        return err.toString(StandardCharsets.UTF_8);
    }

    /** A server whose events have all happened. */
    private final class Recorded implements ShopClient {
        @Override
        public Reply call(Ask ask) {
            return new Reply(
                    200, "application/json", Json.write(task("failed", 2, 60).map()));
        }

        @Override
        public void download(Ask ask, Path target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public EventFeed follow(long since, @Nullable String taskId) {
            Iterator<Event> left = events.iterator();
            return new EventFeed() {
                @Override
                public Event next(Duration wait) {
                    return left.next();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Optional<URI> server() {
            return Optional.of(URI.create("http://127.0.0.1:1"));
        }

        @Override
        public void close() {}
    }
}
