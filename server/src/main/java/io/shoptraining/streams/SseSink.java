package io.shoptraining.streams;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client of Server-Sent Events. */
final class SseSink implements Sink {
    private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.UTF_8);

    private final AsyncBody body;
    private final Broadcast broadcast;
    private volatile long lastNanos = System.nanoTime();

    SseSink(AsyncBody body, Broadcast broadcast) {
        this.body = body;
        this.broadcast = broadcast;
    }

    /** @param retryMillis how long the client waits when it has to connect again */
    void begin(long retryMillis) {
        body.write(("retry: " + retryMillis + "\n\n").getBytes(StandardCharsets.UTF_8), null);
    }

    @Override
    public void send(List<EventFrame> frames, Done done) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frames.forEach(frame -> bytes.writeBytes(frame.sse()));
        lastNanos = System.nanoTime();
        body.write(bytes.toByteArray(), done);
    }

    @Override
    public void tick() {
        // a client that is gone is noticed by writing to it, and proxies cut what is silent
        if (System.nanoTime() - lastNanos >= broadcast.settings().quiet().toNanos() && !body.isBusy()) {
            lastNanos = System.nanoTime();
            body.write(PING, null);
        }
    }

    @Override
    public void end(CloseReason reason) {
        if (reason != CloseReason.GONE) {
            String farewell = "event: stream_closed\ndata: {\"reason\":\"" + reason.word() + "\"}\n\n";
            body.write(farewell.getBytes(StandardCharsets.UTF_8), null);
        }
        body.end();
        if (!body.ended().isDone()) {
            broadcast.after(broadcast.settings().closeGrace(), body::cut);
        }
    }
}
