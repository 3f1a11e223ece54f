package io.shoptraining.workerpool;

import java.util.concurrent.TimeUnit;

/** A worker process that never says a word. */
public final class SilentWorker {
    private SilentWorker() {}

    public static void main(String[] arguments) throws InterruptedException {
        TimeUnit.DAYS.sleep(1);
    }
}
