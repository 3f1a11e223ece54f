/** The queue of training tasks, and the one method that takes a task from claim to published model. */
@NullMarked
package io.shoptraining.taskmanager;

import org.jspecify.annotations.NullMarked;
