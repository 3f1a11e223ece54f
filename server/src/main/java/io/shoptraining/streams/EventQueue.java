package io.shoptraining.streams;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What waits for one client, in order and within a number of bytes. Of each task only the latest progress waits; nothing
 * else is ever left out. Not thread-safe.
 */
final class EventQueue {
    private static final int STALE_KEPT = 64;

    private final int maxBytes;
    private final Deque<EventFrame> frames = new ArrayDeque<>();
    private final Map<String, EventFrame> latestProgress = new HashMap<>();
    private int bytes;
    private int stale;

    EventQueue(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Appends a frame; false when that is more than may wait, and the queue is of no use any more. */
    boolean offer(EventFrame frame) {
        String task = frame.progressOf();
        EventFrame older = task == null ? null : latestProgress.put(task, frame);
        if (older != null) {
            bytes -= older.bytes();
            stale++;
        }
        frames.add(frame);
        bytes += frame.bytes();
        if (stale > STALE_KEPT && stale > frames.size() / 2) {
            frames.removeIf(this::isStale);
            stale = 0;
        }
        return bytes <= maxBytes;
    }

    /** Takes the oldest frames: up to {@code limit} bytes of them, but at least one if any waits. */
    List<EventFrame> take(int limit) {
        List<EventFrame> taken = new ArrayList<>();
        int size = 0;
        while (!frames.isEmpty()) {
            EventFrame next = frames.element();
            if (isStale(next)) {
                frames.remove();
                stale--;
                continue;
            }
            if (!taken.isEmpty() && size + next.bytes() > limit) {
                break;
            }
            size += next.bytes();
            taken.add(remove());
        }
        return taken;
    }

    /** Forgets what the client has had already, up to and with {@code seq}. */
    void forgetThrough(long seq) {
        while (!frames.isEmpty() && frames.element().seq() <= seq) {
            if (isStale(frames.element())) {
                frames.remove();
                stale--;
            } else {
                remove();
            }
        }
    }

    void clear() {
        frames.clear();
        latestProgress.clear();
        bytes = 0;
        stale = 0;
    }

    boolean isEmpty() {
        return frames.size() == stale;
    }

    /** The bytes that wait. */
    int bytes() {
        return bytes;
    }

    private EventFrame remove() {
        EventFrame frame = frames.remove();
        String task = frame.progressOf();
        if (task != null) {
            latestProgress.remove(task);
        }
        bytes -= frame.bytes();
        return frame;
    }

    private boolean isStale(EventFrame frame) {
        String task = frame.progressOf();
        return task != null && latestProgress.get(task) != frame;
    }
}
