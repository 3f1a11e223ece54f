package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V02, V03 and V04: what pages of other sites can make a browser do here is nothing. */
class OriginTest {
    private static final String TASK =
            "{\"training_mode\":\"product\",\"product_id\":\"P001\",\"model_type\":\"toy\",\"epochs\":5}";
    private static final String JSON = "Content-Type: application/json";
    private static final List<String> FOREIGN = List.of(
            "https://evil.example",
            "http://127.0.0.1",
            "http://localhost:3000",
            "http://127.0.0.1.evil.example",
            "null",
            "file://",
            "http://evil.example@127.0.0.1",
            "");

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
    void aPageOfAnotherSiteChangesNothingWithTheCookieOfItsVictim() {
        int tasks = shop.server().tasks().list().size();
        for (Operation operation : shop.server().api().operations()) {
            if (operation.route().method() != Method.GET) {
                String path = operation.path().replaceAll("\\{[^}]*}", "P001");
                for (String origin : FOREIGN) {
                    Reply reply = shop.send(
                            operation.route().method().name(), path, TASK, shop.cookie(), JSON, "Origin: " + origin);
                    assertThat(reply.status()).as(path + " from " + origin).isEqualTo(403);
                    assertThat(reply.body()).isEmpty();
                }
            }
        }
        assertThat(shop.server().tasks().list()).hasSize(tasks);
    }

    @Test
    void aBearerTokenDoesNotHelpAForeignPage() {
        assertThat(shop.send("POST", "/api/v1/tasks", TASK, shop.bearer(), JSON, "Origin: https://evil.example")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theCookieAloneChangesNothing() {
        assertThat(shop.send("POST", "/api/v1/tasks", TASK, shop.cookie(), JSON).status())
                .isEqualTo(403);
    }

    @Test
    void aBrowserThatTellsOfAnotherSiteIsRefused() {
        for (String site : List.of("cross-site", "same-site")) {
            assertThat(shop.send("POST", "/api/v1/tasks", TASK, shop.bearer(), JSON, "Sec-Fetch-Site: " + site)
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void aFormOfAnotherSiteCannotEvenSendWhatLooksLikeJson() {
        for (String type :
                List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
            assertThat(shop.send("POST", "/api/v1/tasks", TASK, shop.bearer(), "Content-Type: " + type)
                            .status())
                    .as(type)
                    .isEqualTo(415);
        }
    }

    @Test
    void aPageOfThisServerMayDoWhatItsTokenMay() {
        Reply reply = shop.send(
                "POST",
                "/api/v1/tasks",
                TASK,
                shop.cookie(),
                JSON,
                "Origin: " + shop.address(),
                "Sec-Fetch-Site: same-origin");

        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
    }

    @Test
    void noOtherNameLeadsHere() {
        List<String> paths = new ArrayList<>(shop.server().api().operations().stream()
                .map(operation -> operation.path().replaceAll("\\{[^}]*}", "P001"))
                .toList());
        paths.addAll(List.of("/api/v1/ws", "/socket.io/?EIO=4&transport=websocket"));
        for (String path : paths) {
            for (String host : List.of(
                    "evil.example",
                    "evil.example:" + shop.port(),
                    "127.0.0.1.evil.example",
                    "localhost.",
                    "0.0.0.0",
                    "[::ffff:127.0.0.1]",
                    "127.0.0.1@evil.example",
                    "localhost#evil.example")) {
                Reply reply = shop.send("GET", path, "", "Host: " + host, shop.bearer());
                assertThat(reply.status()).as(host + path).isIn(400, 421);
                assertThat(reply.body()).isEmpty();
            }
        }
    }

    @Test
    void anAddressWithAnotherNameInTheRequestLineIsRefused() {
        assertThat(shop.send("GET", "http://evil.example/api/v1/tasks", "", shop.bearer())
                        .status())
                .isIn(400, 421);
        assertThat(shop.send("GET", "/api/v1/tasks", "", shop.bearer(), "Host: 127.0.0.1", "Host: evil.example")
                        .status())
                .isIn(400, 421);
    }

    @Test
    void aPageOfAnotherSiteOpensNoStream() {
        for (String path : List.of("/api/v1/ws", "/socket.io/?EIO=4&transport=websocket")) {
            for (String origin : FOREIGN) {
                assertThat(handshake(path, shop.cookie(), "Origin: " + origin).status())
                        .as(path + " from " + origin)
                        .isEqualTo(403);
            }
            assertThat(handshake(path, shop.cookie(), "X: y").status()).as(path).isEqualTo(403);
        }
        for (String origin : FOREIGN) {
            assertThat(shop.send("GET", "/socket.io/?EIO=4&transport=polling", "", shop.cookie(), "Origin: " + origin)
                            .status())
                    .isEqualTo(403);
        }
    }

    /** A browser sends no {@code Origin} with a GET of the page itself, and no page can write this header. */
    @Test
    void aPageOfThisServerReadsStreamsWithoutAnOrigin() {
        String polling = "/socket.io/?EIO=4&transport=polling";
        assertThat(shop.send("GET", polling, "", shop.cookie(), "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
        for (String site : List.of("same-site", "cross-site", "none")) {
            assertThat(shop.send("GET", polling, "", shop.cookie(), "Sec-Fetch-Site: " + site)
                            .status())
                    .as(site)
                    .isEqualTo(403);
        }
        assertThat(handshake("/api/v1/ws", shop.cookie(), "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aPageOfThisServerAndAProgramWithATokenOpenStreams() {
        assertThat(handshake("/api/v1/ws", shop.cookie(), "Origin: " + shop.address())
                        .status())
                .isEqualTo(101);
        assertThat(handshake("/socket.io/?EIO=4&transport=websocket", shop.bearer())
                        .status())
                .isEqualTo(101);
        Reply polling = shop.send("GET", "/socket.io/?EIO=4&transport=polling", "", shop.bearer());
        assertThat(polling.status()).isEqualTo(200);
        assertThat(polling.body()).contains("\"upgrades\"");
    }

    private static Reply handshake(String path, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of(
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        return shop.send("GET", path, "", all.toArray(String[]::new));
    }

    @Test
    void theLinkGivesACookieThatNoScriptAndNoOtherSiteCanUse() {
        Reply reply = shop.send("GET", "/?token=" + shop.secret(), "");

        assertThat(reply.status()).isEqualTo(303);
        assertThat(reply.header("location")).isEqualTo("/");
        assertThat(reply.header("set-cookie")).contains("HttpOnly", "SameSite=Strict", "Path=/");
        String cookie = "Cookie: " + reply.header("set-cookie").split(";", 2)[0];
        assertThat(shop.send("GET", "/api/v1/meta", "", cookie).status()).isEqualTo(200);
        Reply refused = shop.send("GET", "/?token=" + "x".repeat(43), "");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("set-cookie")).isEmpty();
        assertThat(refused.body()).isEqualTo(shop.send("GET", "/", "").body());
    }
}
