/** Worker processes: started, spoken to, watched and, when they must, ended. */
@NullMarked
package io.shoptraining.workerpool;

import org.jspecify.annotations.NullMarked;
