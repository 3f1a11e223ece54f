/** Forecasts as quantiles per day, and how good they were. */
@NullMarked
package io.shoptraining.forecast;

import org.jspecify.annotations.NullMarked;
