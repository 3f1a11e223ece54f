package io.shoptraining.taskmanager;

import java.time.Clock;
import java.util.UUID;

/**
 * Names of tasks: UUIDs of version 7 (RFC 9562, section 5.7), which begin with the time. Tasks of one time stand side by
 * side in every index then, so that a commit touches a few pages and not one for each of them.
 */
final class TaskId {
    private static final int RANDOM_BITS_AFTER_VERSION = 0xfff;
    private static final int VERSION = 0x7000;
    private static final int BITS_AFTER_TIME = 16;

    private TaskId() {}

    static String next(Clock clock) {
        UUID random = UUID.randomUUID();
        long high = clock.millis() << BITS_AFTER_TIME
                | VERSION
                | random.getMostSignificantBits() & RANDOM_BITS_AFTER_VERSION;
        return new UUID(high, random.getLeastSignificantBits()).toString();
    }
}
