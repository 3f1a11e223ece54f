/** One unchecked exception, and the codes that say who has to act on it. */
@NullMarked
package io.shoptraining.errors;

import org.jspecify.annotations.NullMarked;
