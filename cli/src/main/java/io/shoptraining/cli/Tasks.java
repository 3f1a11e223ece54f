package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.Fields;
import io.shoptraining.client.ShopClient;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.registry.Metrics;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the commands know of a task's JSON. */
final class Tasks {
    private static final Set<String> TERMINAL = Set.of("completed", "failed", "cancelled");
    private static final int WHOLE_ID = 36;

    private Tasks() {}

    static boolean isEnded(Fields task) {
        return TERMINAL.contains(task.text("status"));
    }

    static boolean isAccepted(Fields task) {
        return task.is("status", "completed") && task.is("verdict", "accepted");
    }

    static int exitCode(Fields task) {
        return isAccepted(task) ? ExitCode.OK : ExitCode.TASK_FAILED_OR_REJECTED;
    }

    static Optional<Metrics> metrics(Fields of, String name) {
        return of.object(name).map(metrics -> Json.convert(metrics.map(), Metrics.class));
    }

    static Fields require(ShopClient client, String taskId) {
        return client.call(Ask.get("tasks", taskId)).object();
    }

    /** One task by its id or an unambiguous beginning of it. */
    static Fields find(ShopClient client, String id, Options options) {
        if (id.length() >= WHOLE_ID) {
            return require(client, id);
        }
        List<Fields> found = Listing.all(client, Ask.get("tasks")).stream()
                .filter(task -> task.text("task_id").startsWith(id))
                .toList();
        if (found.size() != 1) {
            throw new ShopTrainingException(
                    ErrorCode.NOT_FOUND,
                    found.isEmpty()
                            ? "task '" + id + "' does not exist; '" + options.command("task list") + "' shows all"
                            : "'" + id + "' begins the ids of " + found.size() + " tasks; give more of it");
        }
        return found.get(0);
    }
}
