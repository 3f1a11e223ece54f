package io.shoptraining.client;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server's events, read by a thread of its own; goes on after the last one seen when the connection is lost. */
final class ReconnectingFeed implements EventFeed {
    private static final Set<ErrorCode> PASSING = Set.of(ErrorCode.IO_ERROR, ErrorCode.SHUTTING_DOWN);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    private static final int AHEAD = 1_000;

    private final Source source;
    private final Consumer<String> notes;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(AHEAD);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread reader = new Thread(this::read, "events");
    private volatile long last;
    private long lostNanos;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private volatile long heardNanos = System.nanoTime();
    private volatile @Nullable InputStream open;
    private volatile @Nullable ShopTrainingException failure;

    ReconnectingFeed(Source source, long since, Consumer<String> notes) {
        this.source = source;
        this.notes = notes;
        this.last = since;
    }

    /** Where the events come from. */
    interface Source {
        /** Opens the stream of the events after a number. */
        InputStream open(long since);
    }

    void start() {
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public @Nullable Event next(Duration wait) {
        if (System.nanoTime() - heardNanos > SILENCE.toNanos()) {
            heardNanos = System.nanoTime();
            drop();
        }
        try {
            Event event = events.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
            ShopTrainingException end = failure;
            if (event == null && end != null) {
                throw end;
            }
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShopTrainingException(ErrorCode.INTERNAL, "interrupted while watching", e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        drop();
        reader.interrupt();
    }

    /** Ends the connection, whoever waits at it. */
    private void drop() {
        InputStream stream = open;
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                // what cannot be closed is not read any more either
            }
        }
    }

    private void read() {
        while (!isClosed()) {
            try (InputStream stream = source.open(last)) {
                open = stream;
                readAll(stream);
            } catch (ShopTrainingException e) {
                if (!PASSING.contains(e.code()) || isLostForGood()) {
                    failure = e;
                    return;
                }
            } catch (IOException e) {
                // as the end of the stream: open it again
            } catch (InterruptedException e) {
                return;
            }
            lost();
        }
    }

    private void readAll(InputStream stream) throws IOException, InterruptedException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        ServerSentEvents parser = new ServerSentEvents();
        String line = lines.readLine();
        while (line != null) {
            heard();
            Optional<Event> event = parser.line(line).filter(e -> e.seq() > last);
            if (event.isPresent()) {
                pauseMillis = FIRST_PAUSE_MILLIS;
                events.put(event.get());
                last = event.get().seq();
            }
            line = lines.readLine();
        }
    }

    private void heard() {
        heardNanos = System.nanoTime();
        if (lostNanos != 0) {
            lostNanos = 0;
            notes.accept("The server is back.");
        }
    }

    private void lost() {
        if (lostNanos == 0 && !isClosed()) {
            lostNanos = System.nanoTime();
            notes.accept("The connection to the server is lost; trying again for " + PATIENCE.toSeconds() + " s ...");
        }
        try {
            if (!closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
            }
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    private boolean isLostForGood() {
        return lostNanos != 0 && System.nanoTime() - lostNanos > PATIENCE.toNanos();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }
}
