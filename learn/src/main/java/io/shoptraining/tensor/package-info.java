/** Tensors on libtorch, and {@code .pth} files in plain Java; the only package that knows the native library. */
@NullMarked
package io.shoptraining.tensor;

import org.jspecify.annotations.NullMarked;
