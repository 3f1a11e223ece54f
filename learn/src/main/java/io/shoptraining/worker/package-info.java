/** A worker process: commands in by standard input, reports out by standard output, one JSON object a line. */
@NullMarked
package io.shoptraining.worker;

import org.jspecify.annotations.NullMarked;
