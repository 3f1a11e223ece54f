/** A request to train one model: what was asked, where it stands, and the moves it may make. */
@NullMarked
package io.shoptraining.task;

import org.jspecify.annotations.NullMarked;
