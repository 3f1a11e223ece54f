package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.server.Configuration;
import io.shoptraining.server.Limits;
import io.shoptraining.server.Listening;
import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire;
import io.shoptraining.server.Wire.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V21: too much, too long, packed, or too slow. */
class FloodTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private static Path root;

    private static OpenShop shop;

    @BeforeAll
    static void open() {
        shop = OpenShop.open(root, FloodTest::small);
    }

    private static Configuration small(Configuration settings) {
        Listening any = settings.listening();
        return settings.with(new Listening(any.host(), any.port(), List.of(), List.of(), true, 1))
                .with(new Limits(2, 3, 0, 0, 600, 200, 30));
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void aLengthThatIsTooLongIsRefusedBeforeAByteIsRead() throws IOException {
        try (Wire wire = new Wire(shop.port())) {
            Reply reply = wire.ask(head("POST /api/v1/imports", "Content-Length: 10737418240"));

            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.json()).containsEntry("code", "payload_too_large");
        }
    }

    @Test
    void aStreamWithoutALengthIsCutAtTheCap() throws IOException {
        try (Wire wire = new Wire(shop.port())) {
            wire.write(head("POST /api/v1/imports", "Transfer-Encoding: chunked"));
            String chunk = "100000\r\n" + "x".repeat(MIB) + "\r\n";
            Reply reply = wire.ask(chunk.repeat(4).getBytes(StandardCharsets.US_ASCII));

            assertThat(reply.status()).isEqualTo(413);
        }
        assertThat(uploads()).isEmpty();
    }

    @Test
    void aUploadThatBreaksOffLeavesNothing() throws IOException {
        try (Wire wire = new Wire(shop.port())) {
            wire.write(head("POST /api/v1/imports", "Content-Length: 1000000"));
            wire.write("date,store".getBytes(StandardCharsets.US_ASCII));
        }
        Awaitility.await().untilAsserted(() -> assertThat(uploads()).isEmpty());
    }

    private static List<Path> uploads() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("uploads"))) {
            return files.toList();
        }
    }

    private static byte[] head(String line, String... headers) {
        return (line + " HTTP/1.1\r\nHost: " + shop.authority() + "\r\n" + shop.bearer()
                        + "\r\nContent-Type: application/octet-stream\r\n" + String.join("\r\n", headers)
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aPackedBodyIsRefused() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[64 * MIB]);
        }
        for (String path : List.of("/api/v1/imports", "/api/v1/tasks")) {
            Reply reply = shop.send(
                    "POST",
                    path,
                    packed.toByteArray(),
                    shop.bearer(),
                    "Content-Type: application/json",
                    "Content-Encoding: gzip");
            assertThat(reply.status()).as(path).isEqualTo(415);
        }
    }

    private static Reply upload(String csv) {
        return shop.send("POST", "/api/v1/imports", csv, shop.bearer(), "Content-Type: text/csv");
    }

    @Test
    void oneEndlessLineIsRefusedForItsLength() {
        String file = "date,store,product,quantity,note\n2026-01-01,S001,P001,1,";
        assertThat(upload(file + "x").status()).isEqualTo(201);

        Reply reply = upload(file + "x".repeat(MIB + MIB / 2) + "\n");

        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.body()).contains("line 2 is longer than 1048576 bytes");
    }

    @Test
    void aHundredThousandColumnsAreRefusedForTheirNumber() {
        assertThat(upload(columns(400)).status()).isEqualTo(201);

        Reply reply = upload(columns(100_000));

        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.body()).contains("more than 500 columns");
    }

    private static String columns(int more) {
        StringBuilder head = new StringBuilder("date,store,product,quantity");
        for (int i = 0; i < more; i++) {
            head.append(",c").append(i);
        }
        return head + "\n2026-01-01,S001,P001,1" + ",1".repeat(more) + "\n";
    }

    @Test
    void headersThatNeverEndAreRefused() throws IOException {
        try (Wire wire = new Wire(shop.port())) {
            String many = "X-A: b\r\n".repeat(10_000);
            assertThat(wire.ask(("GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + many + "\r\n")
                                    .getBytes(StandardCharsets.US_ASCII))
                            .status())
                    .isEqualTo(431);
        }
    }

    @Test
    void aClientThatSendsAByteNowAndThenIsClosed() throws IOException {
        byte[] request = ("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(15_000))
                .getBytes(StandardCharsets.US_ASCII);
        try (Wire wire = new Wire(shop.port())) {
            int[] sent = {0};
            // well within Jetty's idle timeout, so that this closes it and nothing else
            Awaitility.await().pollInterval(java.time.Duration.ofMillis(50)).until(() -> {
                try {
                    wire.write(new byte[] {request[sent[0]++]});
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
            assertThat(wire.isEnded()).isTrue();
        }
    }

    @Test
    void aClientThatFallsSilentWithinARequestIsClosed() throws IOException {
        try (Wire wire = new Wire(shop.port())) {
            wire.write("GET /healthz HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII));

            assertThat(wire.isEnded()).isTrue();
        }
    }

    @Test
    void aBodyThatTricklesInIsCut() throws IOException {
        try (Wire wire = new Wire(shop.port())) {
            wire.write(head("POST /api/v1/imports", "Content-Length: 100000"));
            Awaitility.await().pollInterval(java.time.Duration.ofMillis(50)).until(() -> {
                try {
                    wire.write(new byte[] {'x'});
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
        }
        Awaitility.await().untilAsserted(() -> assertThat(uploads()).isEmpty());
    }

    @Test
    void aConnectionThatIsKeptForTheNextRequestIsNotClosedByThis() throws IOException {
        try (Wire wire = new Wire(shop.port())) {
            byte[] request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(wire.ask(request).status()).isEqualTo(200);
            aClientThatFallsSilentWithinARequestIsClosed(); // takes longer than the patience
            assertThat(wire.ask(request).status()).isEqualTo(200);
        }
    }
}
