/** Gradient-boosted trees: the only bindings to LightGBM and XGBoost. */
@NullMarked
package io.shoptraining.trees;

import org.jspecify.annotations.NullMarked;
