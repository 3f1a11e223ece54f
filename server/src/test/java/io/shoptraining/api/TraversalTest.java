package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.access.Principal;
import io.shoptraining.access.Role;
import io.shoptraining.json.Json;
import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Toys;
import io.shoptraining.server.Wire.Reply;
import io.shoptraining.task.TrainingTask;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * V05, V06 and V07: no text of a client is a path or an address to this server. A canary lies beside its data, and
 * another listens for connections. One value of a request is hostile at a time and all others are good, so that it comes
 * as far as it can.
 */
class TraversalTest {
    private static final String SECRET = "the canary's own words";
    private static final Principal ADMIN = new Principal("1", "ann", Role.ADMIN);

    /** Where a text is stored, or a file is read for it, every so manyth is tried. */
    private static final int COSTLY = 40;

    /** Each field of a body is tried with every so manyth text, each text in every so manyth field. */
    private static final int FIELDS = 4;

    private static final List<String> HEADERS_THAT_MOVE_OTHERS = List.of(
            "X-Original-URL",
            "X-Rewrite-URL",
            "X-Forwarded-Host",
            "X-Forwarded-Prefix",
            "X-HTTP-Method-Override",
            "Referer",
            "Destination");

    @TempDir
    private static Path root;

    private static OpenShop shop;
    private static ServerSocket listener;
    private static List<String> texts;
    private static Map<String, String> parts;
    private static UsedFiles used;

    @BeforeAll
    static void open() throws IOException {
        Path canary = Files.createDirectories(root.resolve("canary")).resolve("secret.txt");
        Files.writeString(canary, SECRET);
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Path data = root.resolve("data");
        shop = OpenShop.open(data);
        texts = HostileTexts.paths(data, canary, listener.getLocalPort());
        TrainingTask task = Toys.trained(shop.server(), "train");
        parts = Map.ofEntries(
                Map.entry("task_id", task.taskId()),
                Map.entry("filename_prefix", task.filenamePrefix()),
                Map.entry("model_identifier", task.filenamePrefix().replace("_v1", "")),
                Map.entry("product_id", "P001"),
                Map.entry("store_id", "S001"),
                Map.entry("import_id", committed("date,store,product,quantity\n2026-01-01,S001,P001,1\n")),
                Map.entry("kind", "metadata"),
                Map.entry("batch_id", made("/batches", batch(), "batch_id")),
                Map.entry("backtest_id", made("/backtests", backtest(), "backtest_id")),
                Map.entry("token_id", made("/tokens", Map.of("name", "counter", "role", "viewer"), "id")),
                Map.entry("folder", "shared"),
                Map.entry("file", "api.js"));
        used = new UsedFiles();
    }

    private static String committed(String csv) {
        Reply made = shop.send("POST", "/api/v1/imports", csv, shop.bearer(), "Content-Type: text/csv");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String id = String.valueOf(made.json().get("id"));
        assertThat(shop.ask("POST", "/api/v1/imports/" + id + "/commit", null).status())
                .isEqualTo(200);
        return id;
    }

    private static String made(String path, Map<String, Object> body, String id) {
        Reply reply = shop.ask("POST", "/api/v1" + path, Json.write(body));
        assertThat(reply.status()).as(reply.body()).isIn(201, 202);
        return String.valueOf(reply.json().get(id));
    }

    private static Map<String, Object> task() {
        return Toys.request("P001", "nothing");
    }

    private static Map<String, Object> batch() {
        Map<String, Object> body = new HashMap<>(task());
        body.keySet().removeAll(List.of("product_id", "model_type"));
        body.putAll(Map.of("product_ids", List.of("P001"), "model_types", List.of("toy")));
        return body;
    }

    private static Map<String, Object> backtest() {
        return Map.of(
                "training_mode",
                "product",
                "product_id",
                "P001",
                "model_types",
                List.of("toy"),
                "horizon",
                7,
                "folds",
                2);
    }

    @AfterAll
    static void nothingWasTouchedAndNobodyCalled() throws IOException {
        // the only file that is none of the server's, and the last one, so that all were taken down
        Path last = Files.writeString(root.resolve("last.txt"), "of this test");
        assertThat(Files.readString(last)).isEqualTo("of this test");
        assertThat(used.outside(root.resolve("data"))).containsExactly(last);
        Files.delete(last);
        Map<String, String> after = tree();
        assertThat(shop.server().registry().verifyAll(file -> {}).problems()).isEmpty();
        assertThat(shop.server()
                        .models()
                        .require(parts.getOrDefault("filename_prefix", ""))
                        .isCompleted())
                .isTrue();
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

    /** A request of this process, which reads an address as the gate does. */
    private record Request(
            Operation operation, Map<String, String> query, Map<String, String> headers, Map<String, Object> body) {
        static Request good(Operation operation) {
            return new Request(operation, Map.of(), Map.of(), body(operation));
        }

        Request query(String name, String value) {
            return new Request(operation, Map.of(name, value), headers, body);
        }

        Request header(String name, String value) {
            return new Request(operation, query, Map.of(name, value), body);
        }

        Request field(String name, Object value) {
            Map<String, Object> changed = new HashMap<>(body);
            // of two that cannot be together, the hostile one
            changed.keySet().removeAll(OTHERS.getOrDefault(name, List.of()));
            changed.put(name, value);
            return new Request(operation, query, headers, changed);
        }

        private static Map<String, Object> body(Operation operation) {
            return switch (operation.route().method() + " " + operation.route().path()) {
                case "POST /tasks" -> task();
                case "POST /batches" -> batch();
                case "POST /backtests" -> backtest();
                case "POST /forecasts" -> Map.of("filename_prefix", parts.getOrDefault("filename_prefix", ""));
                case "POST /tokens" -> Map.of("name", "till", "role", "viewer");
                default -> Map.of();
            };
        }

        boolean takesFile() {
            return operation.route().maxBytes() > Route.MAX_JSON_BYTES;
        }

        int send() {
            String path = path(operation, "", "");
            Map<String, String> all = new HashMap<>(headers);
            all.putIfAbsent("Content-Type", takesFile() ? "text/csv" : Answer.JSON);
            byte[] bytes = FILES.getOrDefault(operation.route().path(), CSV).getBytes(StandardCharsets.UTF_8);
            Answer answer = takesFile()
                    ? shop.server()
                            .api()
                            .handle(
                                    operation.route().method(),
                                    path,
                                    query,
                                    all,
                                    new ByteArrayInputStream(bytes),
                                    ADMIN)
                    : shop.server().api().handle(operation.route().method(), path, query, all, body, ADMIN);
            return checked(answer, this);
        }
    }

    private static final String CSV = "date,store,product,quantity\n2026-01-02,S001,P001,1\n";
    private static final Map<String, String> FILES =
            Map.of("/attributes", "product_id,name\nP001,Aspirin\n", "/calendar", "date,name\n2026-01-01,New Year\n");
    private static final Map<String, List<String>> OTHERS = Map.of(
            "product_ids", List.of("product_id"),
            "store_ids", List.of("store_id"),
            "model_identifier", List.of("filename_prefix"));

    private static int checked(Answer answer, Object what) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            answer.content().writeTo(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(answer.status()).as("%s", what).isBetween(200, 499);
        assertThat(body.toString(StandardCharsets.UTF_8)).doesNotContain(SECRET);
        return answer.status();
    }

    /** The path with good parts, but for one. */
    private static String path(Operation operation, String hostile, String text) {
        return Stream.of(operation.path().split("/", -1))
                .map(part -> {
                    if (!part.startsWith("{")) {
                        return part;
                    }
                    String name = part.substring(1, part.length() - 1);
                    return name.equals(hostile) ? text : Api.escape(parts.getOrDefault(name, "missing"));
                })
                .collect(Collectors.joining("/"));
    }

    /** Every text, but only some once one was stored. */
    private static void everyText(Function<String, Integer> ask) {
        boolean isStored = false;
        for (int i = 0; i < texts.size(); i++) {
            if (!isStored || i % COSTLY == 0) {
                int status = ask.apply(texts.get(i));
                isStored |= status == 201 || status == 202;
            }
        }
    }

    private static void someTexts(int first, int step, Consumer<String> ask) {
        for (int i = first; i < texts.size(); i += step) {
            ask.accept(texts.get(i));
        }
    }

    private static List<Operation> operations() {
        return shop.server().api().operations();
    }

    @Test
    void thereAreAThousandOfThem() {
        assertThat(texts).hasSizeGreaterThan(1_000);
    }

    @Test
    void whatIsGoodInEveryRequestBelowIsGood() {
        assertThat(operations())
                .allSatisfy(operation -> assertThat(operation.path().split("/", -1))
                        .allMatch(part ->
                                !part.startsWith("{") || parts.containsKey(part.substring(1, part.length() - 1))));
        for (Operation operation : operations()) {
            Route route = operation.route();
            // main.js and the like lie in no folder
            boolean isOutside = route.path().equals("/ui/{file}");
            boolean changesWhatIsGood = route.method() == Method.DELETE
                    || route.path().contains("{import_id}/")
                    || route.path().contains("/cancel")
                    || route.path().equals("/models/import");
            if (!changesWhatIsGood && !isOutside) {
                assertThat(Request.good(operation).send()).as("%s", operation).isIn(200, 201, 202);
            }
        }
    }

    @Test
    void inTheAddressOfAPlaceThePageItselfIsAnswered() throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        asked("/").content().writeTo(page);
        for (Operation operation : operations()) {
            for (String part : operation.path().split("/", -1)) {
                if (operation.route().takesOthers() && part.startsWith("{")) {
                    for (String text : texts) {
                        ByteArrayOutputStream body = new ByteArrayOutputStream();
                        Answer answer = asked(path(operation, part.substring(1, part.length() - 1), Api.escape(text)));
                        answer.content().writeTo(body);
                        // an address that no place can have is refused
                        assertThat(answer.status() >= 400
                                        || body.toString(StandardCharsets.UTF_8)
                                                .equals(page.toString(StandardCharsets.UTF_8)))
                                .as(text)
                                .isTrue();
                    }
                }
            }
        }
    }

    private static Answer asked(String path) {
        return shop.server().api().handle(Method.GET, path, Map.of(), Map.of(), Map.of(), ADMIN);
    }

    @Test
    void inEveryPartOfEveryPath() {
        List<Map.Entry<Operation, String>> places = new ArrayList<>();
        for (Operation operation : operations()) {
            if (operation.route().takesOthers()) {
                continue;
            }
            for (String part : operation.path().split("/", -1)) {
                if (part.startsWith("{")) {
                    String name = part.substring(1, part.length() - 1);
                    places.add(Map.entry(operation, name));
                    for (String text : texts) {
                        String path = path(operation, name, Api.escape(text));
                        Answer answer = shop.server()
                                .api()
                                .handle(operation.route().method(), path, Map.of(), Map.of(), Map.of(), ADMIN);
                        assertThat(checked(answer, path)).as(path).isGreaterThanOrEqualTo(400);
                    }
                }
            }
        }
        // over the wire each text in turn in one of the places
        for (int i = 0; i < texts.size(); i++) {
            Operation operation = places.get(i % places.size()).getKey();
            String name = places.get(i % places.size()).getValue();
            String text = texts.get(i);
            refused(operation.route().method(), path(operation, name, Api.escape(text)));
            if (isPrintable(text) && text.chars().noneMatch(c -> c == ' ' || c == '?' || c == '#')) {
                refused(operation.route().method(), path(operation, name, text));
            }
        }
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    private static void refused(Method method, String target) {
        Reply reply = shop.ask(method.name(), target, null);
        assertThat(reply.status()).as(method + " " + target).isBetween(400, 499);
        assertThat(reply.body()).doesNotContain(SECRET);
    }

    @Test
    void inEveryQueryParameter() {
        for (Operation operation : operations()) {
            Request good = Request.good(operation);
            for (Route.Parameter parameter : operation.route().parameters()) {
                if (parameter.in().equals("query") && good.takesFile()) {
                    someTexts(
                            0,
                            COSTLY,
                            text -> good.query(parameter.name(), text).send());
                } else if (parameter.in().equals("query")) {
                    everyText(text -> good.query(parameter.name(), text).send());
                }
            }
            if (operation.route().path().equals("/imports") && good.takesFile()) {
                someTexts(
                        0,
                        COSTLY,
                        text -> good.query("mapping", Json.write(Map.of(text, "quantity")))
                                .send());
                someTexts(
                        0,
                        COSTLY,
                        text -> good.query("mapping", Json.write(Map.of("quantity", text)))
                                .send());
            }
        }
    }

    @Test
    void inEveryFieldOfEveryBody() {
        int place = 0;
        for (Operation operation : operations()) {
            for (String field : operation.route().body().keySet()) {
                Request good = Request.good(operation);
                boolean isStored =
                        good.field(field, shaped(field, texts.get(0))).send() < 300;
                someTexts(
                        place % FIELDS,
                        isStored ? COSTLY : FIELDS,
                        text -> good.field(field, shaped(field, text)).send());
                place++;
            }
        }
    }

    /** A text where the field has texts. */
    private static Object shaped(String field, String text) {
        return switch (field) {
            case "product_ids", "store_ids", "model_types", "quantiles" -> List.of(text);
            case "hyperparameters" -> Map.of("behaviour", text);
            case "covariates" -> Map.of("price", List.of(text));
            default -> text;
        };
    }

    @Test
    void inEveryHeader() {
        for (Operation operation : operations()) {
            for (Route.Parameter parameter : operation.route().parameters()) {
                if (parameter.in().equals("header")) {
                    everyText(text -> Request.good(operation)
                            .header(parameter.name(), text)
                            .send());
                }
            }
        }
        String path = "/api/v1/tasks/" + parts.get("task_id");
        String expected = shop.ask("GET", path, null).body();
        for (String text : texts) {
            if (isPrintable(text)) {
                List<String> headers = new ArrayList<>(List.of(shop.bearer()));
                HEADERS_THAT_MOVE_OTHERS.forEach(name -> headers.add(name + ": " + text));
                Reply reply = shop.send("GET", path, "", headers.toArray(String[]::new));
                assertThat(reply.status()).as(text).isEqualTo(200);
                assertThat(reply.body()).isEqualTo(expected);
            }
        }
    }

    @Test
    void inWhatTheStreamsTake() {
        for (String text : texts) {
            String escaped = Api.escape(text);
            for (String name : List.of("since", "cursor", "limit")) {
                Reply reply = shop.send(
                        "GET", "/api/v1/events?" + name + "=" + escaped, "", shop.bearer(), "Accept: application/json");
                assertThat(reply.status()).as(name + " " + text).isEqualTo(400);
            }
            Reply ofTask = shop.send(
                    "GET", "/api/v1/events?task_id=" + escaped, "", shop.bearer(), "Accept: application/json");
            assertThat(ofTask.status()).as(text).isIn(200, 400);
            if (ofTask.status() == 200) {
                assertThat(ofTask.json()).containsEntry("items", List.of());
            }
            assertThat(socket("since", escaped)).as(text).isEqualTo(400);
            assertThat(shop.ask("GET", "/socket.io/?EIO=4&transport=polling&sid=" + escaped, null)
                            .status())
                    .isEqualTo(400);
        }
        for (int i = 0; i < texts.size(); i += COSTLY) {
            String text = texts.get(i);
            assertThat(socket("task_id", Api.escape(text))).as(text).isIn(101, 400);
            socketIo(Map.of("task_id", text));
            socketIo(Map.of("since", text));
        }
    }

    private static int socket(String name, String escaped) {
        return shop.send(
                        "GET",
                        "/api/v1/ws?" + name + "=" + escaped,
                        "",
                        shop.bearer(),
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
                .status();
    }

    /** Joins with what a client says of itself, and is let in or told why not. */
    private static void socketIo(Map<String, Object> auth) {
        String path = "/socket.io/?EIO=4&transport=polling";
        String open = shop.ask("GET", path, null).body();
        String session = path + "&sid=" + Json.readObject(open.substring(1)).get("sid");
        assertThat(shop.send("POST", session, "40" + Json.write(auth), shop.bearer())
                        .body())
                .isEqualTo("ok");
        assertThat(shop.ask("GET", session, null).body()).as("%s", auth).containsPattern("^4[04]\\{");
    }

    @Test
    void inTheNameOfAFile() throws IOException {
        someTexts(0, COSTLY, text -> {
            String name = text.replace("\"", "%22").replaceAll("[\r\n\0]", "_");
            Reply reply = shop.send(
                    "POST",
                    "/api/v1/imports",
                    "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + CSV
                            + "\r\n--x--\r\n",
                    shop.bearer(),
                    "Content-Type: multipart/form-data; boundary=x");
            assertThat(reply.status()).as(text + reply.body()).isIn(201, 400, 422);
            if (reply.status() == 201) {
                assertThat(String.valueOf(reply.json().get("file_name"))).doesNotContain("/", "\\");
            }
        });
        try (Stream<Path> left = Files.list(root.resolve("data/uploads"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void inEveryColumnOfAFile() {
        for (String row :
                List.of("2026-01-01,S001,%s,1", "2026-01-01,%s,P001,1", "%s,S001,P001,1", "2026-01-01,S001,P001,%s")) {
            StringBuilder csv = new StringBuilder("date,store,product,quantity\n2026-01-01,S001,P001,1\n");
            for (String text : texts) {
                if (text.indexOf('\0') < 0) {
                    csv.append(row.replace("%s", '"' + text.replace("\"", "\"\"") + '"'))
                            .append('\n');
                }
            }
            if (row.contains(",1")) {
                committed(csv.toString());
            } else {
                Reply reply =
                        shop.send("POST", "/api/v1/imports", csv.toString(), shop.bearer(), "Content-Type: text/csv");
                assertThat(reply.status()).as(reply.body()).isIn(201, 422);
            }
        }
        List<?> products = (List<?>)
                shop.ask("GET", "/api/v1/products?limit=500", null).json().get("items");
        assertThat(products).hasSize(500);
        for (String text : texts) {
            Answer answer = shop.server()
                    .api()
                    .handle(
                            Method.GET,
                            "/api/v1/products/" + Api.escape(text) + "/sales",
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            ADMIN);
            assertThat(checked(answer, text)).isIn(200, 400, 404);
        }
    }
}
