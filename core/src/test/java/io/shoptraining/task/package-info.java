/** Tests of the package of the same name. */
@NullMarked
package io.shoptraining.task;

import org.jspecify.annotations.NullMarked;
