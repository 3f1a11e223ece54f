/** Tests of what holds between the packages of core. */
@NullMarked
package io.shoptraining;

import org.jspecify.annotations.NullMarked;
