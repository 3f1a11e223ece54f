package io.shoptraining.streams;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All clients that hear of events, whatever their transport. The thread that delivers an event only puts it into their
 * queues; two threads of our own read and send.
 */
final class Broadcast implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);
    private static final int THREADS = 2;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final StreamSettings settings;
    private final ClientStream.History history;

    /** By client, the token that it came with. */
    private final Map<ClientStream, String> clients = new ConcurrentHashMap<>();

    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final AtomicInteger admitted = new AtomicInteger();
    private final ThreadPoolExecutor executor;
    private final ScheduledThreadPoolExecutor timer;
    private final EventHub.Subscription subscription;
    private volatile boolean closing;

    Broadcast(EventHub hub, StreamSettings settings) {
        this.settings = settings;
        this.history = history(hub);
        this.executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads("streams"),
                new ThreadPoolExecutor.DiscardPolicy());
        this.timer =
                new ScheduledThreadPoolExecutor(1, threads("streams-timer"), new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        long tick = Math.min(1_000, settings.quiet().toMillis());
        ScheduledFuture<?> ticking = timer.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.MILLISECONDS);
        this.subscription = closing(hub.subscribe(this::deliver), ticking);
    }

    private static ClientStream.History history(EventHub hub) {
        return new ClientStream.History() {
            @Override
            public List<Event> since(long seq, @Nullable String taskId, int limit) {
                return hub.since(seq, taskId, limit);
            }

            @Override
            public long lastSeq() {
                return hub.lastSeq();
            }
        };
    }

    private static EventHub.Subscription closing(EventHub.Subscription subscription, ScheduledFuture<?> ticking) {
        return () -> {
            subscription.close();
            ticking.cancel(false);
        };
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Refuses what will not be let in, before anything of it is begun.
     *
     * @throws ShopTrainingException {@link ErrorCode#SHUTTING_DOWN}, {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    void requireRoom() {
        requireOpen();
        if (admitted.get() >= settings.maxClients()) {
            throw full();
        }
    }

    private void requireOpen() {
        if (closing) {
            throw new ShopTrainingException(ErrorCode.SHUTTING_DOWN, "the server is shutting down");
        }
    }

    ShopTrainingException full() {
        return new ShopTrainingException(
                ErrorCode.TOO_MANY_REQUESTS,
                "there are " + settings.maxClients() + " clients of the event stream, and no more are let in");
    }

    /**
     * Lets a client in; {@link ClientStream#start} begins its stream.
     *
     * @param caller the token that it comes with
     * @throws ShopTrainingException as {@link #requireRoom}
     */
    ClientStream join(String caller, StreamRequest request, Sink sink) {
        requireOpen();
        if (admitted.incrementAndGet() > settings.maxClients()) {
            admitted.decrementAndGet();
            throw full();
        }
        ClientStream client = new ClientStream(request, history, sink, executor, settings.maxQueuedBytes(), this::left);
        clients.put(client, caller);
        if (closing) {
            client.close(CloseReason.SHUTTING_DOWN);
        } else if (isRevoked(caller)) {
            client.close(CloseReason.UNAUTHENTICATED);
        }
        return client;
    }

    private void left(ClientStream client) {
        if (clients.remove(client) != null) {
            admitted.decrementAndGet();
        }
    }

    private void deliver(Event event) {
        if (clients.isEmpty()) {
            return;
        }
        EventFrame frame = new EventFrame(event);
        clients.keySet().forEach(client -> client.offer(frame));
    }

    private void tick() {
        clients.keySet().forEach(client -> guarded(client::tick));
    }

    int clients() {
        return clients.size();
    }

    /** Something that will be done unless it is called off. */
    interface Later {
        void cancel();
    }

    /** Runs {@code work} later on a thread that must not be kept. */
    Later after(Duration delay, Runnable work) {
        ScheduledFuture<?> future = timer.schedule(() -> guarded(work), delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("what was to be done for a client of the event stream failed", e);
        }
    }

    void run(Runnable work) {
        executor.execute(() -> guarded(work));
    }

    StreamSettings settings() {
        return settings;
    }

    /** Lets nobody in any more; whoever is here is told. */
    void end(CloseReason reason) {
        closing = true;
        subscription.close();
        clients.keySet().forEach(client -> client.close(reason));
    }

    /** Ends the streams of a token that is good no more; whoever was let in with it and has not joined yet, will not. */
    void revoke(String caller) {
        revoked.add(caller);
        clients.forEach((client, owner) -> {
            if (owner.equals(caller)) {
                client.close(CloseReason.UNAUTHENTICATED);
            }
        });
    }

    boolean isRevoked(String caller) {
        return revoked.contains(caller);
    }

    /** Gives the last words a moment to leave, then stops the threads. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("some clients of the event stream did not take their leave");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
        timer.shutdownNow();
    }
}
