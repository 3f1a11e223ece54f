/** Tests of the streams to clients. */
@NullMarked
package io.shoptraining.streams;

import org.jspecify.annotations.NullMarked;
