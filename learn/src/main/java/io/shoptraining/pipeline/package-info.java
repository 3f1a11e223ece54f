/** The one path from a sales history to a trained and measured model, and from a model to a forecast. */
@NullMarked
package io.shoptraining.pipeline;

import org.jspecify.annotations.NullMarked;
