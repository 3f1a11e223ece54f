/** Questions that worker processes answer beside the trainings: forecasts, and comparisons of model types. */
@NullMarked
package io.shoptraining.inference;

import org.jspecify.annotations.NullMarked;
