package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** V21: what is sent to a server is many times what it may take of memory. */
class UploadIT {
    private static final int MOST_GROWTH_KB = 64 * 1024;
    private static final int CHUNK = 1 << 20;
    private static final String HEAD = "date,store,product,quantity,note\n2026-01-01,S001,P001,1,";

    /** More than a stream may have. */
    private static final int TOO_MANY_CHUNKS = 10 * 1024;

    @TestFactory
    Stream<DynamicTest> v21HugeUploads() {
        return Rounds.of("V21", "uploads far larger than the memory that they may cost", 1, round -> {
            int capMb = Integer.getInteger("faults.upload_mb", 256);
            round.configure("max_upload_mb", capMb);
            // the heap of the program as it is started by its script
            ServerProcess server = round.serveReal("-Xms32m", "-Xmx512m");
            assertThat(upload(round, "Transfer-Encoding: chunked", "x\n", 0)).startsWith("HTTP/1.1 201");

            long before = memory(server, "VmRSS");
            Files.writeString(Path.of("/proc/" + server.pid() + "/clear_refs"), "5"); // the peak begins anew
            String declared = upload(round, "Content-Length: " + 10L * 1024 * CHUNK, "", 0);
            String endless = upload(round, "Transfer-Encoding: chunked", "x\n", TOO_MANY_CHUNKS);
            String oneLine = upload(round, "Transfer-Encoding: chunked", "x", capMb - 1);
            long peak = memory(server, "VmHWM");

            System.out.println("faults: V21 " + 2 * capMb + " MB sent: " + before + " -> at most " + peak + " KB");
            round.history().note("memory", Map.of("before_kb", before, "peak_kb", peak));
            assertThat(declared).startsWith("HTTP/1.1 413");
            assertThat(endless).startsWith("HTTP/1.1 413");
            assertThat(oneLine).startsWith("HTTP/1.1 422").contains("line 2 is longer than 1048576 bytes");
            assertThat(peak - before).as("KB more at the peak").isLessThan(MOST_GROWTH_KB);
            try (Stream<Path> left = Files.list(round.data().resolve("uploads"))) {
                assertThat(left).isEmpty();
            }
        });
    }

    /** The number that the system keeps of a process. */
    private static long memory(ServerProcess server, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    /**
     * Sends a file until the server has had enough; its whole answer.
     *
     * @param length the header that tells it; nothing but the head is sent of a body whose length is told
     * @param text what the file has over and over in its last field
     * @param chunks how many mebibytes of that
     */
    private static String upload(Round round, String length, String text, int chunks) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), round.base().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(ascii("POST /api/v1/imports HTTP/1.1\r\nHost: 127.0.0.1:"
                    + round.base().getPort() + "\r\nAuthorization: Bearer " + round.token()
                    + "\r\nContent-Type: text/csv\r\nConnection: close\r\n" + length + "\r\n\r\n"));
            if (!length.startsWith("Content-Length")) {
                send(out, text, chunks);
            }
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .reduce("", (all, line) -> all + line + "\n");
        }
    }

    private static void send(OutputStream out, String text, int chunks) throws IOException {
        byte[] chunk = chunk(text.repeat(CHUNK / text.length()));
        try {
            out.write(chunk(HEAD + text));
            for (int i = 0; i < chunks; i++) {
                out.write(chunk);
            }
            out.write(ascii("0\r\n\r\n"));
        } catch (IOException e) {
            // refused before all was sent; the answer says why
        }
    }

    private static byte[] chunk(String text) {
        return ascii(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
