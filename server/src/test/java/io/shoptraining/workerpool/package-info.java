/** Tests of this package. */
@NullMarked
package io.shoptraining.workerpool;

import org.jspecify.annotations.NullMarked;
