/** Sales history: import with a quality report, immutable snapshots, and series by mode, scope and aggregation. */
@NullMarked
package io.shoptraining.sales;

import org.jspecify.annotations.NullMarked;
