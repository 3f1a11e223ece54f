package io.shoptraining.taskmanager;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.task.Page;
import io.shoptraining.task.TaskState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a list has.
 *
 * @param statuses any of these; empty for all
 * @param modelType only this; null for all, as with the following
 * @param cursor the {@link Page#nextCursor} of the page before; null for the first page
 * @param limit the most tasks, 1 to {@link Page#MAX_LIMIT}
 */
public record TaskQuery(
        Set<TaskState> statuses,
        @Nullable String modelType,
        @Nullable String trainingMode,
        @Nullable String batchId,
        @Nullable String cursor,
        int limit) {
    /** All tasks, the newest first. */
    public static final TaskQuery FIRST_PAGE = new TaskQuery(Set.of(), null, null, null, null, Page.DEFAULT_LIMIT);

    public TaskQuery {
        statuses = Set.copyOf(statuses);
        Faults faults = new Faults();
        if (limit < 1 || limit > Page.MAX_LIMIT) {
            faults.outOfRange("limit", limit, 1, Page.MAX_LIMIT);
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        if (cursor != null) {
            Page.key(cursor);
        }
    }
}
