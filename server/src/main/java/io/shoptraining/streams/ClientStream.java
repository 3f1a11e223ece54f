package io.shoptraining.streams;

import io.shoptraining.events.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's way through the events, the same for every transport: first the stored ones page by page, each read when
 * the one before is sent, then the live ones through a bounded queue, without a gap and without a repetition between.
 *
 * <p>The switch: live events are held from before the last page is read. What was committed before that read is in the
 * page; what was committed later is held; what is in both is forgotten by its number.
 */
final class ClientStream {
    /** Events read at a time; small, because a client that never reads keeps a page. */
    static final int PAGE = 50;

    /** What is sent at a time, for the same reason. */
    private static final int BATCH_BYTES = 16 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(ClientStream.class);

    /** Where stored events come from. */
    interface History {
        /** The first {@code limit} events after {@code seq}. */
        List<Event> since(long seq, @Nullable String taskId, int limit);

        long lastSeq();
    }

    private enum State {
        REPLAYING,
        LIVE,
        CLOSED
    }

    private final StreamRequest request;
    private final History history;
    private final Sink sink;
    private final Executor executor;
    private final Consumer<ClientStream> onClosed;
    private final Object lock = new Object();
    // all of these under the lock
    private final EventQueue queue;
    private final Deque<EventFrame> page = new ArrayDeque<>();
    private State state = State.REPLAYING;
    private boolean holding;
    private boolean working = true;
    private long position;

    /**
     * @param executor runs the reading and sending of this client, never two steps of it at once
     * @param onClosed told once
     */
    ClientStream(
            StreamRequest request,
            History history,
            Sink sink,
            Executor executor,
            int maxQueuedBytes,
            Consumer<ClientStream> onClosed) {
        this.request = request;
        this.history = history;
        this.sink = sink;
        this.executor = executor;
        this.onClosed = onClosed;
        this.queue = new EventQueue(maxQueuedBytes);
        this.holding = request.since() == null;
        this.position = request.since() == null ? 0 : request.since();
    }

    /** Begins; from before this call on, {@link #offer} is told of every live event. */
    void start() {
        executor.execute(this::work);
    }

    /** Takes a live event; quick, on the thread that delivers to all clients. */
    void offer(EventFrame frame) {
        if (!request.wants(frame)) {
            return;
        }
        boolean fits = true;
        synchronized (lock) {
            if (state == State.CLOSED || !holding || state == State.LIVE && frame.seq() <= position) {
                return;
            }
            fits = queue.offer(frame);
            if (state == State.LIVE) {
                position = frame.seq();
                holding = fits;
                if (fits && !working) {
                    working = true;
                    executor.execute(this::work);
                }
            } else if (!fits) {
                // no fault of the client: it is read from the database later
                queue.clear();
                holding = false;
                fits = true;
            }
        }
        if (!fits) {
            executor.execute(() -> close(CloseReason.SLOW_CLIENT));
        }
    }

    void tick() {
        sink.tick();
    }

    /** Ends the stream; the first reason counts. */
    void close(CloseReason reason) {
        synchronized (lock) {
            if (state == State.CLOSED) {
                return;
            }
            state = State.CLOSED;
            queue.clear();
            page.clear();
        }
        onClosed.accept(this);
        sink.end(reason);
    }

    private void work() {
        try {
            List<EventFrame> batch = next();
            if (!batch.isEmpty()) {
                sink.send(batch, this::sent);
            }
        } catch (RuntimeException e) {
            LOG.warn("the stream of a client failed", e);
            close(CloseReason.SERVER_ERROR);
        }
    }

    private void sent(boolean well) {
        if (!well) {
            // elsewhere, because the transport may hold locks of its own here
            executor.execute(() -> close(CloseReason.GONE));
            return;
        }
        synchronized (lock) {
            if (state == State.LIVE && page.isEmpty() && queue.isEmpty()) {
                working = false;
                return;
            }
        }
        executor.execute(this::work);
    }

    private List<EventFrame> next() {
        while (true) {
            synchronized (lock) {
                if (state == State.CLOSED) {
                    return List.of();
                }
                if (!page.isEmpty()) {
                    return firstOfPage();
                }
                if (state == State.LIVE) {
                    List<EventFrame> batch = queue.take(BATCH_BYTES);
                    working = !batch.isEmpty();
                    return batch;
                }
            }
            readOn();
        }
    }

    private List<EventFrame> firstOfPage() {
        List<EventFrame> batch = new ArrayList<>();
        int bytes = 0;
        while (!page.isEmpty() && (batch.isEmpty() || bytes + page.element().bytes() <= BATCH_BYTES)) {
            EventFrame frame = page.remove();
            bytes += frame.bytes();
            batch.add(frame);
        }
        return batch;
    }

    /** One step on the way to {@link State#LIVE}; only one thread is here, and only it moves the position meanwhile. */
    private void readOn() {
        boolean heldBefore;
        long from;
        synchronized (lock) {
            heldBefore = holding;
            from = position;
        }
        List<Event> events = request.since() == null ? List.of() : history.since(from, request.taskId(), PAGE);
        long last = events.isEmpty() ? from : events.get(events.size() - 1).seq();
        if (events.isEmpty() && (request.since() == null || heldBefore)) {
            // also for a client whose number is from another database: it joins at the end
            last = request.since() == null ? history.lastSeq() : Math.min(from, history.lastSeq());
        }
        List<EventFrame> frames = events.stream().map(EventFrame::new).toList();
        synchronized (lock) {
            if (state == State.CLOSED) {
                return;
            }
            page.addAll(frames);
            position = last;
            if (events.size() == PAGE) {
                return;
            }
            if (heldBefore && holding) {
                queue.forgetThrough(position);
                state = State.LIVE;
            }
            holding = true;
        }
    }
}
