/** The operations that people and programs may ask for: one table of routes, one class a resource, one gate before all. */
@NullMarked
package io.shoptraining.api;

import org.jspecify.annotations.NullMarked;
