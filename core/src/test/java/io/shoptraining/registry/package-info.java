/** Tests of the package of the same name. */
@NullMarked
package io.shoptraining.registry;

import org.jspecify.annotations.NullMarked;
