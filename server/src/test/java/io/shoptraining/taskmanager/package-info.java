/** Tests of this package. */
@NullMarked
package io.shoptraining.taskmanager;

import org.jspecify.annotations.NullMarked;
