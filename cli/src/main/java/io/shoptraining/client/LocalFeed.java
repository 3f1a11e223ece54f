package io.shoptraining.client;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The events of a data directory: read from its table, as soon as this process or another one has written them. */
final class LocalFeed implements EventFeed {
    /** How soon the events of another process are seen. */
    private static final long POLL_MILLIS = 200;

    private final EventHub hub;
    private final @Nullable String taskId;
    private final Deque<Event> page = new ArrayDeque<>();
    private final Semaphore news = new Semaphore(0);
    private final EventHub.Subscription subscription;
    private long last;

    LocalFeed(EventHub hub, long since, @Nullable String taskId) {
        this.hub = hub;
        this.taskId = taskId;
        this.last = since;
        this.subscription = hub.subscribe(event -> news.release());
    }

    @Override
    public @Nullable Event next(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        news.drainPermits();
        page.addAll(page.isEmpty() ? hub.since(last, taskId) : List.of());
        while (page.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return null;
            }
            await(Math.min(left, POLL_MILLIS));
            page.addAll(hub.since(last, taskId));
        }
        Event event = page.removeFirst();
        last = event.seq();
        return event;
    }

    private void await(long millis) {
        try {
            if (news.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShopTrainingException(ErrorCode.INTERNAL, "interrupted while watching", e);
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
