/** Tests of the package of the same name. */
@NullMarked
package io.shoptraining.json;

import org.jspecify.annotations.NullMarked;
