/** The models: one file per architecture. */
@NullMarked
package io.shoptraining.zoo;

import org.jspecify.annotations.NullMarked;
