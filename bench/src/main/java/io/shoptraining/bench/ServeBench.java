package io.shoptraining.bench;

import io.shoptraining.disk.Durable;
import io.shoptraining.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The program as it is used, started by its launcher in the working directory: how long a start takes, how much memory the
 * server holds when idle, and how long it takes from sending a request for a training until the client has the first
 * event of the worker that trains.
 */
public final class ServeBench implements AutoCloseable {
    private static final int STARTS = 10;
    private static final int WARM_UP = 20;
    private static final int TRAININGS = 200;
    private static final int IDLE_SECONDS = 20;
    private static final int PATIENCE_SECONDS = 60;
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");

    private final Process process;
    private final URI address;
    private final String token;
    private final double seconds;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param token of an administrator */
    private ServeBench(Process process, URI address, String token, double seconds) {
        this.process = process;
        this.address = address;
        this.token = token;
        this.seconds = seconds;
    }

    /** No arguments; the program has to be built. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("serve-bench");
        try {
            Path data = folder.resolve("data");
            run("--data", data.toString(), "data", "sample", folder.resolve("sample").toString());
            try (Stream<Path> files = Files.list(folder.resolve("sample"))) {
                for (Path csv : files.filter(file -> file.toString().endsWith(".csv")).toList()) {
                    run("--data", data.toString(), "data", "import", "--yes", csv.toString());
                }
            }
            starts(data);
            trainings(data);
        } finally {
            Durable.deleteTree(folder);
        }
    }

    private static void starts(Path data) throws IOException, InterruptedException {
        double[] seconds = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            try (ServeBench server = start(data)) {
                seconds[i] = server.seconds;
            }
        }
        Arrays.sort(seconds);
        System.out.printf(
                Locale.ROOT,
                "from the launcher to ready, %d starts: p50 %.2f s, max %.2f s%n",
                STARTS,
                seconds[STARTS / 2],
                seconds[STARTS - 1]);
    }

    private static void trainings(Path data) throws IOException, InterruptedException {
        try (ServeBench server = start(data)) {
            TimeUnit.SECONDS.sleep(IDLE_SECONDS); // its workers are warm by then
            server.sayMemory("idle after " + IDLE_SECONDS + " s");
            BlockingQueue<Heard> events = server.events();
            double[] millis = new double[TRAININGS];
            for (int i = -WARM_UP; i < TRAININGS; i++) {
                millis[Math.max(i, 0)] = server.untilFirstEvent(events);
            }
            Arrays.sort(millis);
            System.out.printf(
                    Locale.ROOT,
                    "from request to first event of the worker, %d trainings: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms%n",
                    TRAININGS,
                    millis[TRAININGS / 2],
                    millis[TRAININGS * 95 / 100],
                    millis[TRAININGS * 99 / 100]);
            server.sayMemory("after " + (WARM_UP + TRAININGS) + " trainings");
        }
    }

    private static ServeBench start(Path data) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(
                        "./shoptraining", "--json", "--data", data.toString(), "serve", "--port", "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                .readLine();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (line == null) {
            throw new IllegalStateException("the server ended with " + process.waitFor());
        }
        URI address = URI.create(String.valueOf(Json.readObject(line).get("url")));
        return new ServeBench(process, address, Files.readString(data.resolve(".local-token")).strip(), seconds);
    }

    private static void run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new java.util.ArrayList<>(List.of("./shoptraining"));
        line.addAll(List.of(arguments));
        int exit = new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException(String.join(" ", line) + " ended with " + exit);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    /** An event, and when it had come. */
    private record Heard(Map<String, Object> event, long nanos) {}

    private BlockingQueue<Heard> events() throws IOException, InterruptedException {
        BlockingQueue<Heard> events = new LinkedBlockingQueue<>();
        HttpResponse<Stream<String>> answer =
                http.send(request("/api/v1/events").build(), BodyHandlers.ofLines());
        Thread reader = new Thread(() -> answer.body()
                .filter(line -> line.startsWith("data:"))
                .forEach(line -> {
                    long now = System.nanoTime();
                    events.add(new Heard(Json.readObject(line.substring("data:".length())), now));
                }));
        reader.setDaemon(true);
        reader.start();
        return events;
    }

    /** Milliseconds; returns when the training has ended. */
    private double untilFirstEvent(BlockingQueue<Heard> events) throws IOException, InterruptedException {
        String body = Json.write(
                Map.of("training_mode", "product", "product_id", "P001", "model_type", "seasonal_naive"));
        HttpRequest submit = request("/api/v1/tasks")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        long start = System.nanoTime();
        Map<String, Object> task =
                Json.readObject(http.send(submit, BodyHandlers.ofString()).body());
        Object id = task.get("task_id");
        double millis = 0;
        while (true) {
            Heard heard = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (heard == null || id == null) {
                throw new IllegalStateException("no event of " + task);
            }
            if (!id.equals(heard.event().get("task_id"))) {
                continue;
            }
            if (millis == 0 && "training_progress".equals(heard.event().get("event"))) {
                millis = (heard.nanos() - start) / 1e6;
            }
            if (ENDS.contains(String.valueOf(heard.event().get("status")))) {
                return millis;
            }
        }
    }

    private void sayMemory(String when) throws IOException {
        long server = rssMb(process.toHandle());
        long workers = 0;
        for (ProcessHandle child : process.descendants().toList()) {
            workers += rssMb(child);
        }
        System.out.printf(
                Locale.ROOT,
                "resident memory %s: the server %d MB, its %d workers together %d MB%n",
                when,
                server,
                process.descendants().count(),
                workers);
    }

    private static long rssMb(ProcessHandle handle) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(handle.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
            }
        }
        return 0;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
