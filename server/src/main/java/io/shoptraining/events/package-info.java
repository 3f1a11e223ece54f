/** The one ordered, stored, replayable stream of what happens to tasks. */
@NullMarked
package io.shoptraining.events;

import org.jspecify.annotations.NullMarked;
