/** A server for experiments, here because it ends as the program's own does. */
@NullMarked
package io.shoptraining.cli;

import org.jspecify.annotations.NullMarked;
