/** Tests of the sales history. */
@NullMarked
package io.shoptraining.sales;

import org.jspecify.annotations.NullMarked;
