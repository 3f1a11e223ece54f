package io.shoptraining.bench;

import io.javalin.Javalin;
import io.shoptraining.database.Database;
import io.shoptraining.events.Event;
import io.shoptraining.events.EventHub;
import io.shoptraining.streams.EventStreams;
import io.shoptraining.streams.StreamSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How long an event takes from before it is stored until each of many WebSocket clients has it. Server and clients share
 * one process and all its cores.
 */
public final class StreamBench {
    private static final int CLIENTS = 1_000;
    private static final int WARM_UP = 100;
    private static final int EVENTS = 600;
    private static final int EVENTS_PER_SECOND = 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long[] sent = new long[WARM_UP + EVENTS];
    private final long[] micros = new long[CLIENTS * EVENTS];
    private final AtomicInteger measured = new AtomicInteger();
    private final CountDownLatch missing = new CountDownLatch(CLIENTS * (WARM_UP + EVENTS));

    private StreamBench() {}

    /** No arguments. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("stream-bench");
        try (Database database = Database.open(folder.resolve("a.db"))) {
            EventHub hub = new EventHub(database, Clock.systemUTC());
            try (EventStreams streams = new EventStreams(hub, StreamSettings.DEFAULTS)) {
                Javalin web = Javalin.create(config -> {
                            config.startup.showJavalinBanner = false;
                            streams.mount(config);
                        })
                        .start("127.0.0.1", 0);
                new StreamBench().run(web.port(), hub, streams);
                web.stop();
                hub.close();
            }
        }
    }

    private void run(int port, EventHub hub, EventStreams streams) throws InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        URI uri = URI.create("ws://127.0.0.1:" + port + EventStreams.WEB_SOCKET);
        List<CompletableFuture<WebSocket>> sockets = IntStream.range(0, CLIENTS)
                .mapToObj(i -> http.newWebSocketBuilder().buildAsync(uri, new Client()))
                .toList();
        sockets.forEach(CompletableFuture::join);
        while (streams.clients() < CLIENTS) {
            LockSupport.parkNanos(NANOS_PER_SECOND / 100);
        }
        long begin = System.nanoTime();
        for (int i = 0; i < sent.length; i++) {
            TimeUnit.NANOSECONDS.sleep(begin + i * (NANOS_PER_SECOND / EVENTS_PER_SECOND) - System.nanoTime());
            Map<String, Object> payload = payload(i);
            sent[i] = System.nanoTime();
            hub.write(transaction -> {
                hub.append(transaction, Event.TRAINING_UPDATE, "task-1", payload);
                return true;
            });
        }
        missing.await();
        report();
        sockets.forEach(socket -> socket.join().abort());
    }

    private void report() {
        Arrays.sort(micros);
        System.out.printf(
                Locale.ROOT,
                "%,d WebSocket clients, %d events a second, %,d arrivals: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                CLIENTS,
                EVENTS_PER_SECOND,
                micros.length,
                micros[micros.length / 2] / 1e3,
                micros[micros.length / 100 * 99] / 1e3,
                micros[micros.length - 1] / 1e3);
    }

    /** About as long as that of a real task. */
    private static Map<String, Object> payload(int number) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("number", number);
        payload.put("action", "update");
        payload.put("status", "running");
        payload.put("message", "m".repeat(400));
        return payload;
    }

    private void arrived(CharSequence message) {
        String text = message.toString();
        int start = text.indexOf("\"number\":") + "\"number\":".length();
        int number = Integer.parseInt(text.substring(start, text.indexOf(',', start)));
        if (number >= WARM_UP) {
            micros[measured.getAndIncrement()] = (System.nanoTime() - sent[number]) / 1_000;
        }
        missing.countDown();
    }

    private final class Client implements WebSocket.Listener {
        private final StringBuilder part = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                arrived(part);
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }
}
