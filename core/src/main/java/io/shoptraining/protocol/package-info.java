/** What a server and a worker process say to each other: one JSON object a line. */
@NullMarked
package io.shoptraining.protocol;

import org.jspecify.annotations.NullMarked;
