/** Tests of the package of the same name. */
@NullMarked
package io.shoptraining.protocol;

import org.jspecify.annotations.NullMarked;
