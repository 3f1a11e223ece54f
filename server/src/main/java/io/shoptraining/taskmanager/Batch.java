package io.shoptraining.taskmanager;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Tasks that were submitted together.
 *
 * @param createdAt when the first of them was submitted
 * @param taskIds in the order of submit
 * @param statuses how many tasks are in which state
 */
public record Batch(String batchId, String createdAt, List<String> taskIds, Map<String, Integer> statuses) {
    public Batch {
        taskIds = List.copyOf(taskIds);
        statuses = Collections.unmodifiableMap(new LinkedHashMap<>(statuses));
    }

    static Optional<Batch> read(Handle handle, String batchId) {
        Map<String, Integer> statuses = new LinkedHashMap<>();
        List<String> taskIds = handle.createQuery(
                        "SELECT task_id, status FROM tasks WHERE batch_id = :batch ORDER BY seq")
                .bind("batch", batchId)
                .map((row, context) -> {
                    statuses.merge(row.getString("status"), 1, Integer::sum);
                    return row.getString("task_id");
                })
                .list();
        if (taskIds.isEmpty()) {
            return Optional.empty();
        }
        String createdAt = handle.createQuery("SELECT created_at FROM tasks WHERE task_id = :task")
                .bind("task", taskIds.get(0))
                .mapTo(String.class)
                .one();
        return Optional.of(new Batch(batchId, createdAt, taskIds, statuses));
    }
}
