package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V13 and V14: bodies that are made to hurt a parser, or to be more than data. */
class HostileJsonTest {
    private static final String TASK =
            "{\"training_mode\":\"product\",\"product_id\":\"P001\",\"model_type\":\"toy\",\"epochs\":5}";
    private static final String TOKEN = "{\"name\":\"till\",\"role\":\"viewer\"}";

    @TempDir
    private static Path root;

    private static OpenShop shop;

    @BeforeAll
    static void open() {
        shop = OpenShop.open(root);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    /** What one is refused for; it would be accepted but for that. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Hostile(String name, byte[] body, int status, String fault) {}

    private static String with(String good, String more) {
        return good.substring(0, good.length() - 1) + "," + more + "}";
    }

    private static Hostile hostile(String name, String body, String fault) {
        return new Hostile(name, body.getBytes(StandardCharsets.UTF_8), 400, fault);
    }

    private static List<Hostile> forAnyParser(String good, String name, String value) {
        String field = "\"" + name + "\":";
        String nested = "\"x\":" + "[".repeat(100_000) + "]".repeat(100_000);
        String objects = "\"x\":" + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);
        byte[] noText = good.replace(value, "\0").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < noText.length; i++) {
            noText[i] = noText[i] == 0 ? (byte) 0xc0 : noText[i];
        }
        return List.of(
                hostile("depth of arrays", with(good, nested), "nesting depth"),
                hostile("depth of objects", with(good, objects), "nesting depth"),
                hostile("a number of a megabyte", with(good, "\"x\":" + "9".repeat(1_000_000)), "Number value length"),
                new Hostile(
                        "a number of ten megabytes",
                        with(good, "\"x\":" + "9".repeat(10_000_000)).getBytes(StandardCharsets.UTF_8),
                        413,
                        "at most 1048576 bytes"),
                hostile("a long name", with(good, "\"" + "a".repeat(1_000_000) + "\":1"), "Name length"),
                hostile("a field twice", with(good, field + "\"" + value + "\""), "Duplicate field '" + name + "'"),
                hostile("a class", with(good, "\"@class\":\"javax.naming.InitialContext\""), "@class"),
                hostile("a type", with(good, "\"@type\":\"java.lang.AutoCloseable\""), "@type"),
                hostile("an array around it", "[" + good + "]", "START_ARRAY"),
                hostile("null", "null", "null where a value must be"),
                hostile("a second object", good + good, "Trailing token"),
                hostile("NaN", with(good, "\"x\":NaN"), "Non-standard token 'NaN'"),
                hostile("a comment", with(good, "/**/\"x\":1"), "maybe a (non-standard) comment?"),
                new Hostile("no UTF-8", noText, 400, "is not UTF-8"),
                new Hostile("UTF-16", good.getBytes(StandardCharsets.UTF_16), 400, "is not UTF-8"),
                new Hostile("a serialized object", serialized(), 400, "is not UTF-8"));
    }

    private static List<Hostile> forTasks() {
        return List.of(
                hostile("a huge exponent", TASK.replace("5", "1e999999999"), "epochs"),
                hostile(
                        "a class in an array",
                        with(TASK, "\"hyperparameters\":[\"com.sun.rowset.JdbcRowSetImpl\",{\"x\":1}]"),
                        "hyperparameters: is not an object"),
                hostile("half a character", TASK.replace("P001", "P001\\ud800"), "product_id"),
                hostile("a NUL", TASK.replace("P001", "P001\\u0000"), "product_id"));
    }

    @Test
    void everyOneOfThemIsRefusedForItsOneFault() {
        forAnyParser(TASK, "product_id", "P001").forEach(hostile -> refused("/api/v1/tasks", hostile));
        forTasks().forEach(hostile -> refused("/api/v1/tasks", hostile));
        forAnyParser(TOKEN, "name", "till").forEach(hostile -> refused("/api/v1/tokens", hostile));
        assertThat(shop.server().tasks().list()).isEmpty();
        assertThat(shop.server().access().list()).hasSize(1);

        assertThat(shop.ask("POST", "/api/v1/tasks", TASK).status()).isEqualTo(202);
        assertThat(shop.ask("POST", "/api/v1/tokens", TOKEN).status()).isEqualTo(201);
    }

    private static void refused(String path, Hostile hostile) {
        Reply reply = shop.send("POST", path, hostile.body(), shop.bearer(), "Content-Type: application/json");
        String what = path + " " + hostile.name();
        assertThat(reply.status()).as(what).isEqualTo(hostile.status());
        assertThat(reply.header("content-type")).as(what).isEqualTo("application/problem+json");
        assertThat(String.valueOf(reply.json().get("detail"))).as(what).contains(hostile.fault());
        assertThat(reply.body().length()).as(what).isLessThan(10_000);
    }

    @Test
    void serializedObjectsAreNothingToAnyRoute() {
        for (Operation operation : shop.server().api().operations()) {
            if (operation.route().method() == Method.POST) {
                String path = operation.path().replaceAll("\\{[^}]*}", "none");
                for (String type : List.of("application/x-java-serialized-object", "application/octet-stream")) {
                    Reply reply = shop.send("POST", path, serialized(), shop.bearer(), "Content-Type: " + type);
                    assertThat(reply.status()).as(path + " " + type).isBetween(400, 499);
                }
            }
        }
    }

    /** A stream header and the beginning of a class that a reader of objects would load. */
    private static byte[] serialized() {
        List<Byte> bytes = new ArrayList<>();
        for (int b : new int[] {0xac, 0xed, 0x00, 0x05, 0x73, 0x72, 0x00, 0x11}) {
            bytes.add((byte) b);
        }
        for (byte b : "java.util.HashMap".getBytes(StandardCharsets.US_ASCII)) {
            bytes.add(b);
        }
        byte[] all = new byte[bytes.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = bytes.get(i);
        }
        return all;
    }
}
