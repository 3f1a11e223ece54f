package io.shoptraining.streams;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

/** The body of an HTTP answer, written without a thread that waits for its reader. */
final class AsyncBody implements WriteListener {
    private final ServletOutputStream out;
    private final Runnable cut;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Object lock = new Object();
    // all of these under the lock
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private @Nullable Chunk leaving;
    private boolean flushed;
    private boolean writable;
    private boolean ending;
    private boolean failed;

    private record Chunk(ByteBuffer bytes, Sink.@Nullable Done done) {}

    private AsyncBody(ServletOutputStream out, Runnable cut) {
        this.out = out;
        this.cut = cut;
    }

    /** Takes over the body of a request that is asynchronous already. */
    static AsyncBody start(AsyncContext context) {
        // a time limit of the server would end a stream in the middle of its life
        context.setTimeout(0);
        ServletContextRequest request = ServletContextRequest.getServletContextRequest(context.getRequest());
        try {
            AsyncBody body = new AsyncBody(
                    context.getResponse().getOutputStream(),
                    () -> request.getConnectionMetaData()
                            .getConnection()
                            .getEndPoint()
                            .close());
            body.out.setWriteListener(body);
            return body;
        } catch (IOException e) {
            throw new IllegalStateException("no body can be written", e);
        }
    }

    /** Complete when nothing more will be written, whatever the reason; it never fails. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Writes after all that was given before. */
    void write(byte[] bytes, Sink.@Nullable Done done) {
        boolean taken;
        synchronized (lock) {
            taken = !ending && !failed;
            if (taken) {
                chunks.add(new Chunk(ByteBuffer.wrap(bytes), done));
            }
        }
        if (taken) {
            writeOn();
        } else if (done != null) {
            done.done(false);
        }
    }

    /** Whether something was given that is not written yet. */
    boolean isBusy() {
        synchronized (lock) {
            return leaving != null || !chunks.isEmpty();
        }
    }

    /** Ends the body once all is written. */
    void end() {
        synchronized (lock) {
            ending = true;
        }
        writeOn();
    }

    /** Cuts the connection when the body has not come to its end. */
    void cut() {
        if (!ended.isDone()) {
            cut.run();
            fail();
        }
    }

    @Override
    public void onWritePossible() {
        synchronized (lock) {
            writable = true;
        }
        writeOn();
    }

    @Override
    public void onError(Throwable cause) {
        fail();
    }

    /** Writes as far as it goes without waiting; {@link #onWritePossible} comes when it goes on. */
    private void writeOn() {
        List<Runnable> told = new ArrayList<>();
        boolean well = true;
        synchronized (lock) {
            try {
                writeWhileReady(told);
            } catch (IOException e) {
                well = false;
            }
        }
        // outside the lock: whoever hears of it may have locks of its own
        told.forEach(Runnable::run);
        if (!well) {
            fail();
        }
    }

    private void writeWhileReady(List<Runnable> told) throws IOException {
        while (!failed && isReady()) {
            if (leaving != null && !flushed) {
                flushed = true;
                out.flush();
            } else if (leaving != null) {
                Sink.Done done = leaving.done();
                leaving = null;
                if (done != null) {
                    told.add(() -> done.done(true));
                }
            } else if (!chunks.isEmpty()) {
                leaving = chunks.remove();
                flushed = false;
                out.write(leaving.bytes().array());
            } else {
                if (ending) {
                    told.add(() -> ended.complete(null));
                }
                return;
            }
        }
    }

    /** After a no, the answer is not asked for again until {@link #onWritePossible}. */
    private boolean isReady() {
        writable = writable && out.isReady();
        return writable;
    }

    private void fail() {
        List<Chunk> lost = new ArrayList<>();
        synchronized (lock) {
            failed = true;
            if (leaving != null) {
                lost.add(leaving);
                leaving = null;
            }
            lost.addAll(chunks);
            chunks.clear();
        }
        ended.complete(null);
        for (Chunk chunk : lost) {
            if (chunk.done() != null) {
                chunk.done().done(false);
            }
        }
    }
}
