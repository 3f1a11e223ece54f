package io.shoptraining.database;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;

/** Keeps Flyway's own lines out of our output; what goes wrong arrives as an exception. */
final class QuietFlyway implements Log {
    static void install() {
        LogFactory.setLogCreator(type -> new QuietFlyway());
    }

    @Override
    public void debug(String message) {}

    @Override
    public void info(String message) {}

    @Override
    public void warn(String message) {}

    @Override
    public void error(String message) {}

    @Override
    public void error(String message, Exception e) {}

    @Override
    public void notice(String message) {}
}
