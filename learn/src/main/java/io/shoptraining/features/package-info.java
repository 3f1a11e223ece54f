/** What a model reads of a sales history: plain float arrays, without native code. */
@NullMarked
package io.shoptraining.features;

import org.jspecify.annotations.NullMarked;
