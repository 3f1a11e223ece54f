/** Measures what docs/performance.md and docs/accuracy.md tell. */
@NullMarked
package io.shoptraining.bench;

import org.jspecify.annotations.NullMarked;
