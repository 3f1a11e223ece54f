/** Requests over real HTTP, and hostile ones. */
@NullMarked
package io.shoptraining.api;

import org.jspecify.annotations.NullMarked;
