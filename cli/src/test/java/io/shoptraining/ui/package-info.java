/** Journeys of people through the web page, in a real browser. */
@NullMarked
package io.shoptraining.ui;

import org.jspecify.annotations.NullMarked;
