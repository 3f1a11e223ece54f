package io.shoptraining.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client makes of a server's answers, of odd ones above all. */
class HttpShopTest {
    private static final String PROBLEM = "application/problem+json";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aRefusalIsTheSameExceptionAsInThisProcessWithAllOfItsFaults() {
        String problem = """
                {"type":"about:blank","title":"Invalid request","status":400,"detail":"two faults",
                 "code":"invalid_request","errors":[
                  {"field":"epochs","code":"out_of_range","message":"0 is out of range"},
                  {"field":"model_type","code":"unknown","message":"'x' is unknown"}]}""";
        try (TinyServer server = TinyServer.answering(e -> TinyServer.send(e, 400, PROBLEM, problem))) {
            assertThatThrownBy(() -> shop(server).call(Ask.post("tasks").body(Map.of("epochs", 0))))
                    .asInstanceOf(InstanceOfAssertFactories.type(ShopTrainingException.class))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                        assertThat(e.faults())
                                .containsExactly(
                                        new FieldFault("epochs", "out_of_range", "0 is out of range"),
                                        new FieldFault("model_type", "unknown", "'x' is unknown"));
                    });
        }
    }

    @ParameterizedTest
    @CsvSource({"401, UNAUTHENTICATED", "403, FORBIDDEN", "421, MISDIRECTED", "404, IO_ERROR", "502, IO_ERROR"})
    void anAnswerWithoutAProblemHasTheCodeOfItsStatusOrIsNoneOfOurs(int status, ErrorCode code) {
        try (TinyServer server = TinyServer.answering(e -> TinyServer.send(e, status, "text/html", ""))) {
            assertThat(failure(() -> shop(server).call(Ask.get("tasks")))).isEqualTo(code);
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (TinyServer other = TinyServer.answering(e -> TinyServer.send(e, 200, "application/json", "{}"));
                TinyServer server = TinyServer.answering(e -> {
                    e.getResponseHeaders().set("Location", other.address() + "/api/v1/tasks");
                    TinyServer.send(e, 302, "text/html", "");
                })) {
            assertThat(failure(() -> shop(server).call(Ask.get("tasks")))).isEqualTo(ErrorCode.IO_ERROR);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void idsAndParametersAreEncodedAndTheTokenIsSent() {
        try (TinyServer server = TinyServer.answering(e -> TinyServer.send(e, 200, "application/json", "{\"a\":1}"))) {
            Reply reply = shop(server)
                    .call(Ask.get("products", "a/b 药").with("cursor", "x&y=z").with("limit", null));
            assertThat(reply.object().number("a")).hasValue(1);
            assertThat(server.requests()).hasSize(1);
            TinyServer.Request request = server.requests().get(0);
            assertThat(request.uri()).isEqualTo("/api/v1/products/a%2Fb%20%E8%8D%AF?cursor=x%26y%3Dz");
            assertThat(request.authorization()).isEqualTo("Bearer secret");
        }
    }

    @Test
    void aFileIsSentAsItIsAndItsSenderHearsHowMuchOfIt() throws IOException {
        Path file = Files.writeString(folder.resolve("sales.csv"), "date,product_id\n");
        AtomicLong last = new AtomicLong();
        try (TinyServer server = TinyServer.answering(e -> TinyServer.send(e, 200, "application/json", "{}"))) {
            shop(server).call(Ask.post("imports").file(file, (sent, total) -> last.set(sent)));
            TinyServer.Request request = server.requests().get(0);
            assertThat(request.contentType()).isEqualTo("application/octet-stream");
            assertThat(request.body()).isEqualTo("date,product_id\n");
            assertThat(last).hasValue(Files.size(file));
        }
    }

    @Test
    void aDownloadThatBreaksOffLeavesNothing() {
        Path target = folder.resolve("model.zip");
        try (TinyServer server = TinyServer.answering(e -> {
            e.sendResponseHeaders(200, 1_000);
            e.getResponseBody().write(new byte[100]);
            e.getResponseBody().flush();
        })) {
            assertThatThrownBy(() -> shop(server).download(Ask.get("models", "m", "files", "bundle"), target))
                    .isInstanceOf(ShopTrainingException.class);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aDownloadIsThereAsAWhole() {
        Path target = folder.resolve("model.zip");
        try (TinyServer server = TinyServer.answering(e -> TinyServer.send(e, 200, "application/zip", "content"))) {
            shop(server).download(Ask.get("models", "m", "files", "bundle"), target);
            assertThat(target).hasContent("content");
        }
    }

    @Test
    void onlyARequestThatMayBeRepeatedIsSentAgainWhenItsAnswerIsLost() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> asked = CompletableFuture.supplyAsync(() -> hangUp(deaf));
            HttpShop shop = shop(URI.create("http://127.0.0.1:" + deaf.getLocalPort()));
            Ask task = Ask.post("tasks").body(Map.of());
            assertThat(failure(() -> shop.call(task))).isEqualTo(ErrorCode.IO_ERROR);
            assertThat(failure(() -> shop.call(task.header("Idempotency-Key", "k"))))
                    .isEqualTo(ErrorCode.IO_ERROR);
            deaf.close();
            assertThat(asked.join()).isEqualTo(1 + 3);
        }
    }

    @Test
    void whatWorksOnAllOfTheSalesMayTakeAsLongAsAnUpload() {
        Duration upload = HttpShop.patience(Ask.post("models", "import").file(folder, (sent, total) -> {}));
        assertThat(upload).isGreaterThanOrEqualTo(Duration.ofHours(1));
        assertThat(HttpShop.patience(Ask.post("imports", "import-000001", "commit")))
                .isEqualTo(upload);
        assertThat(HttpShop.patience(Ask.delete("imports", "import-000001"))).isEqualTo(upload);
        assertThat(HttpShop.patience(Ask.post("forecasts").body(Map.of()))).isEqualTo(upload);
        assertThat(HttpShop.patience(Ask.get("imports", "import-000001"))).isLessThan(upload);
    }

    @Test
    void nobodyListeningIsOneClearError() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() -> shop(URI.create("http://127.0.0.1:" + port)).call(Ask.get("tasks")))
                .hasMessage("the server http://127.0.0.1:" + port + ": nobody answers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://host",
                "127.0.0.1:8000",
                "http://",
                "http://u:p@host",
                "http://host/?token=x",
                "http://host/path",
                "http://a b",
                ""
            })
    void anAddressIsSchemeHostAndPortAndNothingElse(String text) {
        assertThat(failure(() -> HttpShop.address(text))).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void anAddressMayEndInASlash() {
        assertThat(HttpShop.address("http://127.0.0.1:8000/")).isEqualTo(URI.create("http://127.0.0.1:8000"));
        assertThat(HttpShop.address("https://shop.example")).isEqualTo(URI.create("https://shop.example"));
    }

    static HttpShop shop(TinyServer server) {
        return shop(server.address());
    }

    private static HttpShop shop(URI address) {
        return new HttpShop(address, () -> Optional.of("secret"), note -> {});
    }

    private interface Refused {
        void run();
    }

    private static ErrorCode failure(Refused work) {
        try {
            work.run();
            throw new AssertionError("was not refused");
        } catch (ShopTrainingException e) {
            return e.code();
        }
    }

    /** Takes every connection, reads what comes and hangs up; how many requests that were. */
    private static int hangUp(ServerSocket deaf) {
        int asked = 0;
        while (true) {
            try (Socket socket = deaf.accept()) {
                InputStream in = socket.getInputStream();
                byte[] bytes = new byte[10_000];
                asked += in.read(bytes) > 0 ? 1 : 0;
            } catch (IOException e) {
                return asked;
            }
        }
    }
}
