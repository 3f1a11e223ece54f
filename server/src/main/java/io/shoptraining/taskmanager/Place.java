package io.shoptraining.taskmanager;

import org.jspecify.annotations.Nullable;

/**
 * Where a task stands in the queue.
 *
 * @param position 1 for the task that is next
 * @param etaSeconds estimated seconds to its end; null while nothing of its kind was ever completed
 */
record Place(int position, @Nullable Double etaSeconds) {}
