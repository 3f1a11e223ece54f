package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.json.Json;
import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * V05, V06 and V07: no text of a client is a path or an address to this server. A canary lies beside its data, and
 * another listens for connections.
 */
class TraversalTest {
    private static final String SECRET = "the canary's own words";

    @TempDir
    private static Path root;

    private static OpenShop shop;
    private static ServerSocket listener;
    private static List<String> texts;

    @BeforeAll
    static void open() throws IOException {
        Path canary = Files.createDirectories(root.resolve("canary")).resolve("secret.txt");
        Files.writeString(canary, SECRET);
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Path data = root.resolve("data");
        shop = OpenShop.open(data);
        texts = HostileTexts.paths(data, canary, listener.getLocalPort());
    }

    @AfterAll
    static void nothingWasTouchedAndNobodyCalled() throws IOException {
        Map<String, String> after = tree();
        shop.close();
        assertThat(after).isEqualTo(Map.of("canary/secret.txt", SECRET));
        listener.setSoTimeout(100);
        assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
        listener.close();
    }

    /** What lies beside the data. */
    private static Map<String, String> tree() throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(root.resolve("data")))
                    .toList()) {
                tree.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return tree;
    }

    @Test
    void thereAreAThousandOfThem() {
        assertThat(texts).hasSizeGreaterThan(1_000);
    }

    @Test
    void inEveryPartOfEveryPath() {
        for (Operation operation : shop.server().api().operations()) {
            String path = operation.path();
            for (int at = path.indexOf('{'); at >= 0; at = path.indexOf('{', at + 1)) {
                String before = path.substring(0, at).replaceAll("\\{[^}]*}", "P001");
                String after = path.substring(path.indexOf('}', at) + 1).replaceAll("\\{[^}]*}", "P001");
                for (String text : texts) {
                    refused(operation.route().method(), before + Api.escape(text) + after);
                    if (text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '?' && c != '#')) {
                        refused(operation.route().method(), before + text + after);
                    }
                }
            }
        }
    }

    private static void refused(Method method, String path) {
        Reply reply = shop.ask(method.name(), path, null);
        assertThat(reply.status()).as(method + " " + path).isBetween(400, 499);
        assertThat(reply.body()).doesNotContain(SECRET);
    }

    @Test
    void inEveryQueryParameter() {
        for (Operation operation : shop.server().api().operations()) {
            List<String> names = operation.route().parameters().stream()
                    .filter(parameter -> parameter.in().equals("query"))
                    .map(Route.Parameter::name)
                    .toList();
            String path = operation.path().replaceAll("\\{[^}]*}", "P001");
            for (String text : names.isEmpty() ? List.<String>of() : texts) {
                String query = names.stream()
                        .map(name -> name + "=" + Api.escape(text))
                        .collect(Collectors.joining("&"));
                refused(operation.route().method(), path + "?" + query);
            }
        }
    }

    @Test
    void inEveryFieldOfEveryBody() {
        for (Operation operation : shop.server().api().operations()) {
            Map<String, String> fields = operation.route().body();
            String path = operation.path().replaceAll("\\{[^}]*}", "P001");
            for (String text : fields.isEmpty() ? List.<String>of() : texts) {
                Map<String, Object> body = new TreeMap<>();
                fields.keySet().forEach(field -> body.put(field, text));
                Reply reply = shop.ask(operation.route().method().name(), path, Json.write(body));
                assertThat(reply.status()).as(path + " " + text).isBetween(400, 499);
                assertThat(reply.body()).doesNotContain(SECRET);
            }
        }
    }

    @Test
    void inTheNameOfAFileAndInItsCells() throws IOException {
        for (int i = 0; i < texts.size(); i += 50) {
            String text = texts.get(i);
            String name = text.replace("\"", "%22").replaceAll("[\r\n\0]", "_");
            String csv = "date,store,product,quantity\n2026-01-01,\"" + name + "\",\"" + name + "\",1\n";
            Reply reply = shop.send(
                    "POST",
                    "/api/v1/imports",
                    "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + csv
                            + "\r\n--x--\r\n",
                    shop.bearer(),
                    "Content-Type: multipart/form-data; boundary=x");
            assertThat(reply.status()).as(text + reply.body()).isIn(201, 400, 422);
            if (reply.status() == 201) {
                assertThat(String.valueOf(reply.json().get("file_name"))).doesNotContain("/", "\\");
            }
        }
        try (Stream<Path> left = Files.list(root.resolve("data/uploads"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void inHeaders() {
        for (String text : texts) {
            if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                for (String name : List.of(
                        "Idempotency-Key",
                        "Accept",
                        "X-Original-URL",
                        "X-Rewrite-URL",
                        "X-Forwarded-Host",
                        "X-Forwarded-Prefix",
                        "X-HTTP-Method-Override",
                        "Referer",
                        "Destination")) {
                    Reply reply = shop.send("GET", "/api/v1/tasks/none", "", shop.bearer(), name + ": " + text);
                    assertThat(reply.status()).as(name + ": " + text).isEqualTo(404);
                }
            }
        }
    }
}
