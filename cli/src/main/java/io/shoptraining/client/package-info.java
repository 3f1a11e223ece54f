/** One way to ask ShopTraining for something: of a running server, or of the same operations in this process. */
@NullMarked
package io.shoptraining.client;

import org.jspecify.annotations.NullMarked;
