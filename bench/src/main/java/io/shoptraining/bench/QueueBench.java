package io.shoptraining.bench;

import io.shoptraining.access.Role;
import io.shoptraining.disk.Durable;
import io.shoptraining.json.Json;
import io.shoptraining.server.Configuration;
import io.shoptraining.server.DataDirectory;
import io.shoptraining.server.Server;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.ModelCatalog;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.Submission;
import io.shoptraining.taskmanager.TaskManager;
import io.shoptraining.taskmanager.TrainingData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The queue with real worker processes that do nothing: tasks a second, and how long requests and a restart take. */
public final class QueueBench {
    private static final int WARM_UP = 2_000;
    private static final int TASKS = 20_000;
    private static final int MODELS = 2_000;
    private static final int QUEUED = 10_000;
    private static final int FINISHED = 100_000;
    private static final int REQUESTS = 1_000;
    private static final int SUBMITTERS = 4;
    private static final int PRODUCTS = 1_000;
    private static final long LOOK_NANOS = 100_000_000;
    private static final List<String> IDS = IntStream.range(0, PRODUCTS)
            .mapToObj(i -> String.format(Locale.ROOT, "P%04d", i))
            .toList();

    private QueueBench() {}

    /** No arguments. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("queue-bench");
        try {
            throughput(folder.resolve("throughput"));
            manyTasks(folder.resolve("many"));
        } finally {
            Durable.deleteTree(folder);
        }
    }

    private static void throughput(Path data) {
        try (Server server = open(data)) {
            run(server, oneByOne("nothing", WARM_UP));
            say("tasks without a model, submitted one by one", TASKS, run(server, oneByOne("nothing", TASKS)));
            say("the same in batches of " + PRODUCTS, TASKS, run(server, inBatches("nothing", TASKS)));
            run(server, oneByOne("metadata", MODELS / 4));
            say("tasks that publish a model without weights", MODELS, run(server, oneByOne("metadata", MODELS)));
        }
    }

    /** Seconds from the first submit until every task has ended, which is looked for ten times a second. */
    private static double run(Server server, Consumer<TaskManager> submit) {
        long start = System.nanoTime();
        submit.accept(server.tasks());
        while (isOpen(server.tasks().reader().counts().keySet())) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static boolean isOpen(Set<TaskState> states) {
        return states.stream().anyMatch(state -> !state.isTerminal());
    }

    private static Consumer<TaskManager> oneByOne(String behaviour, int tasks) {
        return queue -> {
            List<Thread> submitters = IntStream.range(0, SUBMITTERS)
                    .mapToObj(i -> new Thread(() -> {
                        for (int task = i; task < tasks; task += SUBMITTERS) {
                            queue.submit(request(IDS.get(task % PRODUCTS), behaviour));
                        }
                    }))
                    .toList();
            submitters.forEach(Thread::start);
            submitters.forEach(QueueBench::join);
        };
    }

    private static Consumer<TaskManager> inBatches(String behaviour, int tasks) {
        return queue -> {
            for (int submitted = 0; submitted < tasks; submitted += PRODUCTS) {
                queue.submitBatch(
                        Map.of(
                                "training_mode",
                                "product",
                                "product_ids",
                                "all",
                                "model_types",
                                List.of("bench"),
                                "hyperparameters",
                                Map.of("behaviour", behaviour)),
                        Submission.local());
            }
        };
    }

    private static void manyTasks(Path data) throws IOException, InterruptedException {
        try (Server server = open(data)) {
            run(server, inBatches("nothing", FINISHED));
        }
        try (Server server = open(data)) {
            Caller caller = new Caller(server);
            say("list of " + FINISHED + " ended tasks", caller.times("GET", "/api/v1/tasks?limit=50", ""));
            say("list of those that failed", caller.times("GET", "/api/v1/tasks?status=failed&limit=50", ""));
            IDS.subList(0, 2).forEach(id -> server.tasks().submit(request(id, "hold")));
            for (int i = 0; i < QUEUED; i++) {
                server.tasks().submit(request(IDS.get(i % PRODUCTS), "hold"));
            }
            String one = Json.write(request(IDS.get(0), "hold"));
            say("submit with " + QUEUED + " queued", caller.times("POST", "/api/v1/tasks", one));
            say("list with " + QUEUED + " queued", caller.times("GET", "/api/v1/tasks?status=pending&limit=50", ""));
        }
        long start = System.nanoTime();
        try (Server server = open(data)) {
            server.listen();
            System.out.printf(
                    Locale.ROOT,
                    "restart with %,d ended and %,d queued: ready after %.2f s%n",
                    FINISHED,
                    QUEUED + REQUESTS,
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private static Map<String, Object> request(String product, String behaviour) {
        return Map.of(
                "training_mode",
                "product",
                "product_id",
                product,
                "model_type",
                "bench",
                "hyperparameters",
                Map.of("behaviour", behaviour));
    }

    private static Server open(Path data) {
        ModelType type = new ModelType(
                "bench",
                "For measuring.",
                List.of(HyperParameter.choice("behaviour", BenchWorker.BEHAVIOURS, "nothing", "What the worker does.")),
                null);
        Configuration settings = new Configuration(2, "64m", 3, 0, false);
        return Server.open(
                new DataDirectory(data),
                settings.with(settings.listening().with(null, 0)),
                new Server.Parts(
                        new ModelCatalog(List.of(type)),
                        new Sales(),
                        BenchWorker.class.getName(),
                        System.getProperty("java.class.path"),
                        "bench"),
                "bench");
    }

    private static void say(String what, int tasks, double seconds) {
        System.out.printf(Locale.ROOT, "%s: %,d in %.2f s, %,.0f/s%n", what, tasks, seconds, tasks / seconds);
    }

    private static void say(String what, double[] millis) {
        System.out.printf(
                Locale.ROOT,
                "%s: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms%n",
                what,
                millis[millis.length / 2],
                millis[millis.length * 95 / 100],
                millis[millis.length * 99 / 100]);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks over HTTP, one request after the other. */
    private static final class Caller {
        private final HttpClient http = HttpClient.newHttpClient();
        private final String address;
        private final String token;

        Caller(Server server) {
            this.address = server.listen();
            this.token = server.access().createToken("bench", Role.ADMIN);
        }

        /** Sorted milliseconds, after a tenth of the requests to warm up. */
        double[] times(String method, String path, String body) throws IOException, InterruptedException {
            double[] millis = new double[REQUESTS];
            for (int i = -REQUESTS / 10; i < REQUESTS; i++) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
                long start = System.nanoTime();
                int status = http.send(request, BodyHandlers.ofByteArray()).statusCode();
                if (status >= 300) {
                    throw new IllegalStateException(path + " answered " + status);
                }
                millis[Math.max(i, 0)] = (System.nanoTime() - start) / 1e6;
            }
            Arrays.sort(millis);
            return millis;
        }
    }

    /** As many days as anybody needs. */
    private static final class Sales implements TrainingData {
        private final DataSnapshot snapshot = new DataSnapshot(
                "bench",
                Path.of("none"),
                "00".repeat(32),
                IDS.stream().collect(Collectors.toUnmodifiableSet()),
                Set.of("S001"));

        @Override
        public Optional<DataSnapshot> current() {
            return Optional.of(snapshot);
        }

        @Override
        public DataSnapshot snapshot(String id) {
            return snapshot;
        }

        @Override
        public int availableDays(DataSnapshot ignored, TrainingSpec spec) {
            return 10_000;
        }
    }
}
