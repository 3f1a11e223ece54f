/** Bytes on a disk: writes that last, hashes, and archives of uncompressed entries. */
@NullMarked
package io.shoptraining.disk;

import org.jspecify.annotations.NullMarked;
