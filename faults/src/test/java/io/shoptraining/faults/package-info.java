/** Real servers and real workers are killed, starved and lied to; what they promised must hold all the same. */
@NullMarked
package io.shoptraining.faults;

import org.jspecify.annotations.NullMarked;
