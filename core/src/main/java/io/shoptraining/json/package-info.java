/** The only place that touches Jackson's mapper. */
@NullMarked
package io.shoptraining.json;

import org.jspecify.annotations.NullMarked;
