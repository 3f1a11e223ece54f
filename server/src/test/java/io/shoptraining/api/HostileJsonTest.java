package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V13 and V14: bodies that are made to hurt a parser, or to be more than data. */
class HostileJsonTest {
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

    @Test
    void everyOneOfThemIsRefusedAndHarmsNobody() {
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        put(bodies, "depth of arrays", "[".repeat(100_000));
        put(bodies, "depth of objects", "{\"a\":".repeat(100_000));
        put(bodies, "depth within a field", "{\"hyperparameters\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        put(bodies, "a number of a megabyte", "{\"epochs\":" + "9".repeat(1_000_000) + "}");
        put(bodies, "a number of ten megabytes", "{\"epochs\":" + "9".repeat(10_000_000) + "}");
        put(bodies, "a huge exponent", "{\"epochs\":1e999999999}");
        put(bodies, "a long name", "{\"" + "a".repeat(1_000_000) + "\":1}");
        put(bodies, "a field twice", "{\"epochs\":1,\"epochs\":2}");
        put(bodies, "a class", "{\"@class\":\"javax.naming.InitialContext\"}");
        put(bodies, "a class in an array", "{\"hyperparameters\":[\"com.sun.rowset.JdbcRowSetImpl\",{\"x\":1}]}");
        put(bodies, "a type", "{\"@type\":\"java.lang.AutoCloseable\"}");
        put(bodies, "no object", "[]");
        put(bodies, "null", "null");
        put(bodies, "two objects", "{}{}");
        put(bodies, "NaN", "{\"epochs\":NaN}");
        put(bodies, "a comment", "{/**/}");
        put(bodies, "half a character", "{\"product_id\":\"\\ud800\"}");
        put(bodies, "a NUL", "{\"product_id\":\"a\\u0000b\"}");
        bodies.put("no UTF-8", new byte[] {'{', '"', (byte) 0xc0, (byte) 0xae, '"', ':', '1', '}'});
        bodies.put("UTF-16", "{\"epochs\":1}".getBytes(StandardCharsets.UTF_16));
        bodies.put("a serialized object", serialized());
        bodies.forEach((name, body) -> {
            for (String path : List.of("/api/v1/tasks", "/api/v1/tokens")) {
                Reply reply = shop.send("POST", path, body, shop.bearer(), "Content-Type: application/json");
                assertThat(reply.status()).as(name).isIn(400, 413);
                assertThat(reply.header("content-type")).as(name).isEqualTo("application/problem+json");
                assertThat(reply.body().length()).as(name).isLessThan(10_000);
            }
        });
        assertThat(shop.send("GET", "/healthz", "").status()).isEqualTo(200);
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

    private static void put(Map<String, byte[]> bodies, String name, String body) {
        bodies.put(name, body.getBytes(StandardCharsets.UTF_8));
    }
}
