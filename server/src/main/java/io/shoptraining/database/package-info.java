/** The embedded database: connections, transactions, migrations, and its errors in our words. */
@NullMarked
package io.shoptraining.database;

import org.jspecify.annotations.NullMarked;
