package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.Fields;
import io.shoptraining.client.ShopClient;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Follows a batch to the end of its last task, by the number of its tasks in each status. */
final class BatchWatch {
    private static final List<String> STATUSES =
            List.of("pending", "running", "cancelling", "completed", "failed", "cancelled");
    private static final List<String> ENDED = List.of("completed", "failed", "cancelled");
    private static final int BAR_WIDTH = 24;

    private final ShopClient client;
    private final String batchId;
    private final int size;
    private final boolean json;
    private final String listing;
    private final Terminal terminal;
    private String lastCounts = "";
    private int lastTenth = -1;

    BatchWatch(ShopClient client, Fields batch, Options options, Terminal terminal) {
        this.client = client;
        this.batchId = batch.text("batch_id");
        this.size = batch.map().get("task_ids") instanceof List<?> ids ? ids.size() : 0;
        this.json = options.json();
        this.listing = "'" + options.command("task list --batch " + batchId) + "'";
        this.terminal = terminal;
    }

    /** Says what was handed over. */
    void submitted() {
        if (json) {
            terminal.result(client.call(Ask.get("batches", batchId)).object().json());
        } else {
            terminal.result("queued: batch " + batchId + " with " + Plural.of(size, "task"));
            terminal.note(listing + " shows how they go.");
        }
    }

    /** Returns the exit code when all tasks have ended: ok when every model was accepted. */
    int follow() {
        if (!json) {
            terminal.note("Batch " + batchId + " trains " + Plural.of(size, "model"));
        }
        try (Leaving ignored = Leaving.of(client, "batch " + batchId, listing + " shows how it goes", terminal)) {
            Map<String, Integer> counts = look();
            while (ENDED.stream().mapToInt(counts::get).sum() < size) {
                pause();
                counts = look();
            }
            return end();
        }
    }

    private int end() {
        List<Fields> tasks = Listing.all(client, Ask.get("tasks").with("batch_id", batchId));
        long accepted = tasks.stream().filter(Tasks::isAccepted).count();
        if (json) {
            tasks.forEach(task -> terminal.result(task.json()));
        } else {
            tasks.stream().filter(task -> !Tasks.isAccepted(task)).forEach(task -> terminal.result(notAccepted(task)));
            String line = accepted + " of " + Plural.of(size, "model") + " accepted";
            terminal.result(accepted == size ? terminal.good(line) : terminal.bad(line));
        }
        return accepted == size ? ExitCode.OK : ExitCode.TASK_FAILED_OR_REJECTED;
    }

    private static String notAccepted(Fields task) {
        String why = task.is("status", "failed") ? task.text("error") : task.text("gate_reason");
        String word = task.is("status", "completed") ? "rejected" : task.text("status");
        return word + ": " + task.text("filename_prefix") + (why.isEmpty() ? "" : " (" + why + ")");
    }

    private Map<String, Integer> look() {
        Fields statuses = client.call(Ask.get("batches", batchId))
                .object()
                .object("statuses")
                .orElse(new Fields(Map.of()));
        Map<String, Integer> counts = new LinkedHashMap<>();
        STATUSES.forEach(
                status -> counts.put(status, (int) statuses.number(status).orElse(0)));
        show(counts);
        return counts;
    }

    private void show(Map<String, Integer> counts) {
        int ended = ENDED.stream().mapToInt(counts::get).sum();
        double percent = size == 0 ? 100 : 100.0 * ended / size;
        StringBuilder line = new StringBuilder(Drawing.bar(percent, BAR_WIDTH))
                .append(String.format(Locale.ROOT, " %d/%d", ended, size));
        counts.forEach((status, tasks) -> line.append(tasks == 0 ? "" : "  " + tasks + " " + status));
        boolean changed = !line.toString().equals(lastCounts);
        lastCounts = line.toString();
        if (json) {
            return;
        }
        if (terminal.isLive()) {
            terminal.status(lastCounts);
        } else if (changed && (int) (percent / 10) > lastTenth) {
            lastTenth = (int) (percent / 10);
            terminal.note(lastCounts);
        }
    }

    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShopTrainingException(ErrorCode.INTERNAL, "interrupted while watching", e);
        }
    }
}
