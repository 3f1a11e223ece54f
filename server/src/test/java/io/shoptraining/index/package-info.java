/** Tests of this package. */
@NullMarked
package io.shoptraining.index;

import org.jspecify.annotations.NullMarked;
