/** Questions to trained models, answered by worker processes: forecasts and backtests. */
@NullMarked
package io.shoptraining.inference;

import org.jspecify.annotations.NullMarked;
