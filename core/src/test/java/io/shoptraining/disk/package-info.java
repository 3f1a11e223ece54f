/** Tests of the package of the same name. */
@NullMarked
package io.shoptraining.disk;

import org.jspecify.annotations.NullMarked;
