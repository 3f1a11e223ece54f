package io.shoptraining.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.access.Principal;
import io.shoptraining.access.Role;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.StoreLock;
import io.shoptraining.server.Wire.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a server is found, who may come in, and how it goes away. */
class ListeningTest {
    @TempDir
    Path root;

    @Test
    void theStoreTellsWhereItsServerIs() {
        try (OpenShop shop = OpenShop.open(root)) {
            StoreLock.Holder holder =
                    StoreLock.holder(root.resolve("saved_models")).orElseThrow();
            assertThat(holder.address()).isEqualTo(shop.address()).startsWith("http://127.0.0.1:");
            assertThat(holder.pid()).isEqualTo(ProcessHandle.current().pid());

            assertThatThrownBy(() -> Toys.server(root))
                    .isInstanceOfSatisfying(
                            ShopTrainingException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_IN_USE))
                    .hasMessageContaining("process " + holder.pid())
                    .hasMessageContaining(shop.address());
        }
        assertThat(StoreLock.holder(root.resolve("saved_models"))).isEmpty();
    }

    @Test
    void whoCanReadTheDataDirectoryHasATokenForThisRunOfItsServer() throws IOException {
        String before;
        try (OpenShop shop = OpenShop.open(root)) {
            before = Files.readString(root.resolve(".local-token")).strip();
            assertThat(shop.send("GET", "/api/v1/tokens", "", "Authorization: Bearer " + before)
                            .status())
                    .isEqualTo(200);
            assertThat(shop.server().access().authenticate(before)).contains(Principal.LOCAL);
        }
        try (OpenShop shop = OpenShop.open(root)) {
            assertThat(shop.send("GET", "/api/v1/tokens", "", "Authorization: Bearer " + before)
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void theFirstStartMakesATokenAndNoLaterOneDoes() {
        String secret;
        try (Server server = Toys.server(root)) {
            secret = server.access().firstStart().orElseThrow();
            assertThat(server.access().authenticate(secret).orElseThrow().role())
                    .isEqualTo(Role.ADMIN);
            assertThat(server.access().firstStart()).isEmpty();
        }
        try (Server server = Toys.server(root)) {
            assertThat(server.access().firstStart()).isEmpty();
            assertThat(server.access().authenticate(secret)).isPresent();
        }
    }

    @Test
    void noSecretIsWrittenAnywhereButInTheLocalToken() throws IOException {
        try (OpenShop shop = OpenShop.open(root)) {
            byte[] secret = shop.secret().getBytes(StandardCharsets.US_ASCII);
            try (var files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    assertThat(text.contains(new String(secret, StandardCharsets.US_ASCII)))
                            .as(file.toString())
                            .isFalse();
                }
            }
        }
    }

    @Test
    void theLastAdministratorCannotBeLocked() {
        try (Server server = Toys.server(root)) {
            var only = server.access().create("only", Role.ADMIN).token();
            assertThatThrownBy(() -> server.access().revoke(only.id())).hasMessageContaining("last administrator");
            server.access().create("second", Role.ADMIN);
            assertThat(server.access().revoke(only.id()).revokedAt()).isNotNull();
        }
    }

    @Test
    void nothingNewIsTakenOnceItGoesAwayAndWhatIsThereIsStillShown() {
        try (OpenShop shop = OpenShop.open(root)) {
            shop.server().beginShutdown();

            Reply refused = shop.ask("POST", "/api/v1/tasks", "{}");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json()).containsEntry("code", "shutting_down");
            assertThat(shop.ask("GET", "/api/v1/ws", null).status()).isEqualTo(503);
            assertThat(shop.ask("GET", "/api/v1/tasks", null).status()).isEqualTo(200);
            assertThat(shop.send("GET", "/healthz", "").status()).isEqualTo(200);
        }
    }

    @Test
    void aPortThatIsTakenIsNamedWithTheWayOut() {
        try (OpenShop shop = OpenShop.open(root.resolve("a"))) {
            int port = shop.port();
            Configuration same = Toys.SETTINGS.with(Listening.defaults().with(null, port));
            try (Server server =
                    Server.open(new DataDirectory(root.resolve("b")), same, Toys.parts(Toys.data(400)), "test")) {
                assertThatThrownBy(server::listen)
                        .isInstanceOf(ShopTrainingException.class)
                        .hasMessageContaining("port " + port)
                        .hasMessageContaining("--port");
            }
        }
    }

    @Test
    void noStartWithoutSignInWhereOthersReachIt() {
        assertThatThrownBy(() -> new Listening("0.0.0.0", 1, List.of("shop"), List.of(), false, 30))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
                .hasMessageContaining("auth");
        assertThatThrownBy(() -> new Listening("192.168.1.5", 1, List.of(), List.of(), false, 30))
                .hasMessageContaining("auth");
        assertThatThrownBy(() -> new Listening("0.0.0.0", 1, List.of(), List.of(), true, 30))
                .hasMessageContaining("allowed_hosts");
        assertThat(new Listening("127.0.0.1", 1, List.of(), List.of(), false, 30).signIn())
                .isFalse();
    }

    @Test
    void withoutSignInThePagesOfOthersAreStillKeptOut() {
        Listening open = new Listening("127.0.0.1", 0, List.of(), List.of("https://shop.example"), false, 30);
        try (OpenShop shop = OpenShop.open(root, settings -> settings.with(open))) {
            String json = "Content-Type: application/json";
            assertThat(shop.send("GET", "/api/v1/tasks", "").status()).isEqualTo(200);
            assertThat(shop.send("POST", "/api/v1/tasks", "{}", json).status()).isEqualTo(400);
            assertThat(shop.send("POST", "/api/v1/tasks", "{}", json, "Origin: https://evil.example")
                            .status())
                    .isEqualTo(403);
            assertThat(shop.send("POST", "/api/v1/tasks", "{}", json, "Origin: https://shop.example")
                            .status())
                    .isEqualTo(400);
            assertThat(shop.send("GET", "/api/v1/tasks", "", "Host: evil.example")
                            .status())
                    .isEqualTo(421);
        }
    }

    @Test
    void aNameThatIsListedLeadsHere() {
        Listening named = new Listening("127.0.0.1", 0, List.of("till.shop.example"), List.of(), true, 30);
        try (OpenShop shop = OpenShop.open(root, settings -> settings.with(named))) {
            for (String host : List.of("till.shop.example", "TILL.shop.example:8000", "localhost", "[::1]:99")) {
                assertThat(shop.send("GET", "/healthz", "", "Host: " + host).status())
                        .as(host)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void whatIsMeasuredIsShown() {
        try (OpenShop shop = OpenShop.open(root)) {
            Toys.awaitEnd(shop.server(), Toys.submit(shop.server(), "train"));
            assertThat(shop.ask("GET", "/metrics", null).body())
                    .contains("shoptraining_tasks{status=\"completed\"} 1.0")
                    .contains("shoptraining_tasks{status=\"pending\"} 0.0")
                    .contains("shoptraining_workers{state=\"idle\"}")
                    .contains("shoptraining_worker_processes_total{event=\"started\"}")
                    .contains("shoptraining_event_clients 0.0")
                    .contains("shoptraining_task_outcomes_total{reason=\"accepted\",status=\"completed\"} 1.0");
        }
    }
}
