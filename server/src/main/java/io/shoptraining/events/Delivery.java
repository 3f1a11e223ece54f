package io.shoptraining.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events from those who committed them to the subscribers, on a thread of its own and from memory. What does not
 * fit into memory, or was committed by other ways, is read back from where it is stored: the numbers show the gap.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int MOST_IN_MEMORY = 10_000;
    private static final long CLOSE_MILLIS = 5_000;
    private static final long PAUSE_MILLIS = 200;

    private final LongFunction<List<Event>> stored;
    private final List<Consumer<Event>> subscribers = new CopyOnWriteArrayList<>();
    private final Deque<Event> handed = new ArrayDeque<>();
    private @Nullable Thread thread;
    private boolean lookAgain;
    private boolean closed;
    private long newest;

    /** Only the delivering thread's, once that has started. */
    private long delivered;

    /**
     * @param stored a page of the events after a number
     * @param newest the number of the newest event so far
     */
    Delivery(LongFunction<List<Event>> stored, long newest) {
        this.stored = stored;
        this.newest = newest;
    }

    EventHub.Subscription subscribe(Consumer<Event> subscriber) {
        subscribers.add(subscriber);
        synchronized (this) {
            if (thread == null) {
                delivered = newest;
                thread = new Thread(this::run, "event-delivery");
                thread.setDaemon(true);
                thread.start();
            }
        }
        return () -> subscribers.remove(subscriber);
    }

    /** Takes the events of one commit; called in the order of the commits, and never waits for a subscriber. */
    synchronized void hand(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        newest = events.get(events.size() - 1).seq();
        if (thread == null) {
            return;
        }
        if (handed.size() + events.size() > MOST_IN_MEMORY) {
            lookAgain = true;
        } else {
            handed.addAll(events);
        }
        notifyAll();
    }

    /** Returns when all that was handed over is delivered. */
    void close() {
        Thread delivering;
        synchronized (this) {
            closed = true;
            notifyAll();
            delivering = thread;
        }
        try {
            if (delivering != null && delivering != Thread.currentThread()) {
                delivering.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isOver()) {
                Event next = next();
                boolean gap = next == null || next.seq() > delivered + 1;
                if (gap && !readBack(next == null ? Long.MAX_VALUE : next.seq() - 1)) {
                    putBack(next);
                } else if (next != null && next.seq() > delivered) {
                    tell(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isOver() {
        return closed && handed.isEmpty() && !lookAgain;
    }

    /** The next event in memory; null when it is time to look at what is stored. */
    private synchronized @Nullable Event next() throws InterruptedException {
        while (handed.isEmpty() && !lookAgain && !closed) {
            wait();
        }
        if (handed.isEmpty()) {
            lookAgain = false;
        }
        return handed.pollFirst();
    }

    /** For another try a little later; who closes does not wait for it. */
    private synchronized void putBack(@Nullable Event next) throws InterruptedException {
        if (next == null) {
            lookAgain = true;
        } else {
            handed.addFirst(next);
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
        long left = PAUSE_MILLIS;
        while (!closed && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        if (closed) {
            handed.clear();
            lookAgain = false;
        }
    }

    /** Whether all was read, up to {@code last} at least. */
    private boolean readBack(long last) {
        try {
            List<Event> page;
            do {
                page = stored.apply(delivered);
                for (Event event : page) {
                    if (event.seq() <= last) {
                        tell(event);
                    }
                }
            } while (page.size() == EventHub.PAGE && delivered < last);
            return true;
        } catch (RuntimeException | Error e) {
            LOG.warn("events after {} cannot be read for the subscribers for the moment", delivered, e);
            return false;
        }
    }

    private void tell(Event event) {
        delivered = event.seq();
        for (Consumer<Event> subscriber : subscribers) {
            try {
                subscriber.accept(event);
            } catch (RuntimeException | Error e) {
                LOG.warn("a subscriber failed on event {}", event.seq(), e);
            }
        }
    }
}
