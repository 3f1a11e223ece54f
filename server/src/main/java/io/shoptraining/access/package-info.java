/** Who may do what: tokens, kept as hashes, and their roles. */
@NullMarked
package io.shoptraining.access;

import org.jspecify.annotations.NullMarked;
