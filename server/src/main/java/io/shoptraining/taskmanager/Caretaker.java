package io.shoptraining.taskmanager;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be looked after now and then, while nobody waits for it. */
final class Caretaker {
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
    private static final long HOURS = 6;

    private final HashCheck hashes;
    private final Chatter chatter;
    private final Thread thread = new Thread(this::run, "caretaker");

    Caretaker(HashCheck hashes, Chatter chatter) {
        this.hashes = hashes;
        this.chatter = chatter;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                round(hashes::run);
                round(chatter::forget);
                TimeUnit.HOURS.sleep(HOURS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void round(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("tried again in {} hours", HOURS, e);
        }
    }
}
