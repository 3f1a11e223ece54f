package io.shoptraining.taskmanager;

import java.time.Duration;

/** Wakes those who wait for something to do. A ring that comes while one looks for work is not missed. */
final class Bell {
    private long rings;

    /** To be read before looking for work. */
    synchronized long rings() {
        return rings;
    }

    synchronized void ring() {
        rings++;
        notifyAll();
    }

    /** Returns when it has rung since {@code heard}, or after {@code patience}. */
    synchronized void await(long heard, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (rings == heard && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }
}
