/** Measures what docs/performance.md tells. */
@NullMarked
package io.shoptraining.bench;

import org.jspecify.annotations.NullMarked;
