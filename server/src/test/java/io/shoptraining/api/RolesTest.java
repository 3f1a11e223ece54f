package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.shoptraining.access.Role;
import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolesTest {
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
    void everyRouteIsForItsRoleAndThoseAboveIt() {
        for (Role role : Role.values()) {
            String bearer = "Authorization: Bearer " + shop.server().access().createToken("a " + role.word(), role);
            for (Operation operation : Matrix.operations(shop)) {
                Role needed = operation.route().role();
                String path = operation.path().replaceAll("\\{[^}]*}", "none");
                Reply reply =
                        shop.send(operation.route().method().name(), path, "", bearer, "Accept: application/json");
                String what = role.word() + " " + operation.route().method() + " " + path;
                if (needed == null || role.mayActAs(needed)) {
                    assertThat(reply.status()).as(what).isNotIn(401, 403).isLessThan(500);
                } else {
                    assertThat(reply.status()).as(what).isEqualTo(403);
                    assertThat(reply.json()).containsEntry("code", "forbidden");
                }
            }
        }
    }

    @Test
    void aTokenIsMadeShownOnceUsedAndRevoked() {
        Reply made = shop.ask("POST", "/api/v1/tokens", "{\"name\":\"till\",\"role\":\"viewer\"}");
        assertThat(made.status()).isEqualTo(201);
        String bearer = "Authorization: Bearer " + made.json().get("secret");
        assertThat(shop.send("GET", "/api/v1/tasks", "", bearer).status()).isEqualTo(200);

        Reply all = shop.ask("GET", "/api/v1/tokens", null);
        assertThat(all.body())
                .contains("\"till\"")
                .doesNotContain(String.valueOf(made.json().get("secret")));

        assertThat(shop.ask("DELETE", "/api/v1/tokens/" + made.json().get("id"), null)
                        .status())
                .isEqualTo(200);
        assertThat(shop.send("GET", "/api/v1/tasks", "", bearer).status()).isEqualTo(401);
    }

    @Test
    void noTwoTokensThatAreGoodHaveOneName() {
        String body = "{\"name\":\"twice\",\"role\":\"viewer\"}";
        Reply first = shop.ask("POST", "/api/v1/tokens", body);
        assertThat(first.status()).isEqualTo(201);

        Reply second = shop.ask("POST", "/api/v1/tokens", body);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.json()).containsEntry("code", "conflict");
        assertThat(second.json().get("errors"))
                .asInstanceOf(LIST)
                .singleElement()
                .asInstanceOf(MAP)
                .containsEntry("field", "name")
                .containsEntry("message", "there is a token 'twice' already; revoke it, or take another name");

        shop.ask("DELETE", "/api/v1/tokens/" + first.json().get("id"), null);
        assertThat(shop.ask("POST", "/api/v1/tokens", body).status()).isEqualTo(201);
    }

    @Test
    void everyFaultOfATokenIsNamed() {
        Reply reply = shop.ask("POST", "/api/v1/tokens", "{\"role\":\"admn\",\"nme\":\"x\"}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
        assertThat(reply.json()).containsEntry("code", "invalid_request").containsEntry("status", 400);
        assertThat((List<?>) reply.json().get("errors"))
                .extracting(fault -> String.valueOf(((Map<?, ?>) fault).get("field")))
                .containsExactly("nme", "name", "role");
        assertThat(reply.body()).contains("did you mean 'admin'?");
    }

    @Test
    void anUnknownQueryParameterIsRefusedWithASuggestion() {
        Reply reply = shop.ask("GET", "/api/v1/tasks?statsu=pending", null);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("did you mean 'status'?");
    }

    @Test
    void anUnknownQueryParameterOfAStreamIsRefusedWithASuggestion() {
        for (String path : List.of("/api/v1/events", "/api/v1/ws")) {
            Reply reply = shop.send("GET", path + "?taskid=none", "", shop.bearer(), "Accept: application/json");

            assertThat(reply.status()).as(path).isEqualTo(400);
            assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
            assertThat(reply.body()).contains("did you mean 'task_id'?");
        }
    }
}
