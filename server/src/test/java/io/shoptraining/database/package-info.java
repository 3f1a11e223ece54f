/** Tests of this package. */
@NullMarked
package io.shoptraining.database;

import org.jspecify.annotations.NullMarked;
