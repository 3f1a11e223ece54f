/** The table of models: the ledger of version numbers, and what became of each. */
@NullMarked
package io.shoptraining.index;

import org.jspecify.annotations.NullMarked;
