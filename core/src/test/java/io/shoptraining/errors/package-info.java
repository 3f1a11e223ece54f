/** Tests of the package of the same name. */
@NullMarked
package io.shoptraining.errors;

import org.jspecify.annotations.NullMarked;
