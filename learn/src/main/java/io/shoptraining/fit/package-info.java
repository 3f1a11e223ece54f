/** The one training loop of every network: batches, optimizer, early stopping, checkpoints. */
@NullMarked
package io.shoptraining.fit;

import org.jspecify.annotations.NullMarked;
