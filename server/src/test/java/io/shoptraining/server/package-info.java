/** Tests of this package. */
@NullMarked
package io.shoptraining.server;

import org.jspecify.annotations.NullMarked;
