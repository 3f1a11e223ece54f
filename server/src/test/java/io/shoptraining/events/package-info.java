/** Tests of this package. */
@NullMarked
package io.shoptraining.events;

import org.jspecify.annotations.NullMarked;
