/** The command line: parse, call one method, print. */
@NullMarked
package io.shoptraining.cli;

import org.jspecify.annotations.NullMarked;
