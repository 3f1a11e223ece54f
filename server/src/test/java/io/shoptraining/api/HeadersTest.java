package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire;
import io.shoptraining.server.Wire.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V24: every answer, a refusal too, tells a browser to trust nothing in it. */
class HeadersTest {
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
    void everyAnswerHasThem() throws IOException {
        List<Reply> replies = new ArrayList<>();
        for (Operation operation : shop.server().api().operations()) {
            String path = operation.path().replaceAll("\\{[^}]*}", "none");
            replies.add(shop.ask(operation.route().method().name(), path, null));
            replies.add(shop.send(operation.route().method().name(), path, ""));
        }
        replies.add(shop.send("GET", "/?token=" + shop.secret(), ""));
        replies.add(shop.send("GET", "/healthz", "", "Host: evil.example"));
        replies.add(shop.send("GET", "/healthz", "", "Origin: https://evil.example"));
        replies.add(shop.ask("GET", "/api/v1/nothing", null));
        replies.add(shop.ask("GET", "/socket.io/?EIO=4&transport=polling", null));
        replies.add(shop.ask("GET", "/socket.io/?EIO=3&transport=polling", null));
        replies.add(shop.ask("GET", "/api/v1/events?since=x", null));
        replies.add(shop.ask("GET", "/api/v1/ws", null));
        replies.add(raw("NONSENSE\r\n\r\n"));
        replies.add(raw("GET / HTTP/1.1\r\n\r\n"));
        replies.add(raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"));
        replies.add(raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"));
        for (Reply reply : replies) {
            assertThat(reply.header("content-security-policy"))
                    .as(reply.toString())
                    .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(reply.header("x-content-type-options"))
                    .as(reply.toString())
                    .isEqualTo("nosniff");
            assertThat(reply.header("referrer-policy")).as(reply.toString()).isEqualTo("no-referrer");
            assertThat(reply.header("cache-control")).as(reply.toString()).contains("no-store");
            assertThat(reply.header("server")).as(reply.toString()).isEmpty();
            assertThat(reply.header("x-powered-by")).as(reply.toString()).isEmpty();
            assertThat(reply.header("access-control-allow-origin"))
                    .as(reply.toString())
                    .isEmpty();
            assertThat(reply.body()).as(reply.toString()).doesNotContain("Exception", "\tat ", "jetty", "Javalin");
        }
    }

    private static Reply raw(String request) throws IOException {
        try (Wire wire = new Wire(shop.port())) {
            return wire.ask(request.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatAClientSentComesBackAsTextOfAProblemAndNeverAsAPage() {
        Reply reply = shop.ask("GET", "/api/v1/tasks/%3Cscript%3Ealert(1)%3C%2Fscript%3E", null);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
    }
}
