/** The composition root: a data directory and its settings become a server. */
@NullMarked
package io.shoptraining.server;

import org.jspecify.annotations.NullMarked;
