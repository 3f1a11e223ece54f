package io.shoptraining.taskmanager;

import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/**
 * How an attempt ends. It is written down in one transaction with the claim of the next task, because a commit waits for
 * the disk; should that fail, the attempt is settled later.
 *
 * @param write within that transaction; false when the attempt is not the current one
 * @param after once that is on disk
 */
record Ending(String taskId, int attempt, Predicate<Handle> write, Runnable after) {}
