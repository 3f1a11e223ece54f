/** Names, metrics and files of trained models in the flat store (format 4.0). */
@NullMarked
package io.shoptraining.registry;

import org.jspecify.annotations.NullMarked;
