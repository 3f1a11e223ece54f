/** Small helpers that the tests of every module share. */
@NullMarked
package io.shoptraining.testing;

import org.jspecify.annotations.NullMarked;
