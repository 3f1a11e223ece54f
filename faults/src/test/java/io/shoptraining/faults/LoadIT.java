package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Much work, and clients that do not listen. */
class LoadIT {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    @TestFactory
    Stream<DynamicTest> f43ManyTasks() {
        return Rounds.of("F43", "many tasks, one after the other", 1, round -> {
            int tasks = Integer.getInteger("faults.tasks", 300);
            round.serve();
            work(round, 150);
            Resources before = Resources.of(round.server());
            work(round, tasks);
            Resources after = Resources.of(round.server());
            round.history().note("resources", Map.of("before", before.toString(), "after", after.toString()));
            System.out.println("faults: F43 " + tasks + " tasks: " + before + " -> " + after);
            assertThat(after.threads).as("threads").isLessThanOrEqualTo(before.threads + 4);
            assertThat(after.files).as("open files").isLessThanOrEqualTo(before.files + 8);
            assertThat(after.heapKb).as("KB of heap").isLessThanOrEqualTo(before.heapKb + 10_000);
            assertThat(after.rssKb).as("KB of memory").isLessThanOrEqualTo(before.rssKb + 80_000);
        });
    }

    private static void work(Round round, int tasks) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            ids.add(round.client().submit(round.toy("P00" + (1 + i % 2), 1, "train", 0)));
        }
        ids.forEach(round.client()::awaitEnd);
    }

    /** What a server holds, after a collection of its garbage. */
    private record Resources(long heapKb, long rssKb, int threads, int files) {
        static Resources of(ServerProcess server) throws IOException, InterruptedException {
            String pid = String.valueOf(server.pid());
            ServerProcess.run("jcmd", pid, "GC.run");
            Path proc = Path.of("/proc", pid);
            long rss = 0;
            int threads = 0;
            for (String line : Files.readAllLines(proc.resolve("status"))) {
                String number = line.replaceAll("[^0-9]", "");
                rss = line.startsWith("VmRSS:") ? Long.parseLong(number) : rss;
                threads = line.startsWith("Threads:") ? Integer.parseInt(number) : threads;
            }
            try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
                return new Resources(heap(pid), rss, threads, (int) open.count());
            }
        }

        private static long heap(String pid) throws IOException, InterruptedException {
            Process jcmd = new ProcessBuilder("jcmd", pid, "GC.heap_info").start();
            String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            jcmd.waitFor();
            Matcher used = USED.matcher(said.substring(0, Math.max(0, said.indexOf("Metaspace"))));
            long sum = 0;
            while (used.find()) {
                sum += Long.parseLong(used.group(1));
            }
            return sum;
        }
    }

    @TestFactory
    Stream<DynamicTest> f44ClientsThatNeverRead() {
        return Rounds.of("F44", "100 clients that ask for the events and never read", 1, round -> {
            round.serve();
            EventReader listener = round.reader();
            Client client = round.client();
            client.awaitEnd(client.submit(round.toy("P001", 4, "burst", 0)));
            Resources before = Resources.of(round.server());
            List<Socket> deaf = new ArrayList<>();
            try {
                for (int i = 0; i < 100; i++) {
                    deaf.add(subscribe(round));
                }
                List<String> tasks = new ArrayList<>();
                for (int i = 0; i < Integer.getInteger("faults.bursts", 4); i++) {
                    tasks.add(client.submit(round.toy("P00" + (1 + i % 2), 4, "burst", 0)));
                }
                tasks.forEach(client::awaitEnd);
                await("the listener that does read")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> listener.events().stream()
                                        .filter(EventReader.Seen::isTerminal)
                                        .count()
                                == tasks.size() + 1);
                Resources during = Resources.of(round.server());
                System.out.println("faults: F44 " + listener.count() + " events: " + before + " -> " + during);
                assertThat(during.heapKb).as("KB of heap").isLessThanOrEqualTo(before.heapKb + 110_000);
                await("the end of all of them, by the server")
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> Resources.of(round.server()).files <= before.files + 8);
            } finally {
                for (Socket socket : deaf) {
                    socket.close();
                }
            }
        });
    }

    /** Asks for all events and never reads an answer. */
    private static Socket subscribe(Round round) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), round.base().getPort()));
        OutputStream out = socket.getOutputStream();
        out.write(("GET /api/v1/events?since=0 HTTP/1.1\r\nHost: 127.0.0.1:"
                        + round.base().getPort() + "\r\nAuthorization: Bearer " + round.token()
                        + "\r\nAccept: text/event-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
        return socket;
    }
}
