/** Tests of the package of the same name. */
@NullMarked
package io.shoptraining.inference;

import org.jspecify.annotations.NullMarked;
