package io.shoptraining.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.server.OpenShop;
import io.shoptraining.server.Wire.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of products and stores by way of the API. */
class AttributesApiTest {
    private static final String MAPPING = "?mapping=%7B%22id%22%3A%22WORD%22%7D";

    @TempDir
    private static Path root;

    private static OpenShop shop;

    @BeforeAll
    static void importSales() {
        shop = OpenShop.open(root);
        commit(upload("/api/v1/imports", "date,store,product,quantity\n2025-01-01,S1,P1,1\n2025-01-01,S1,P2,2\n"));
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    private static Reply upload(String path, String csv) {
        return shop.send("POST", path, csv, shop.bearer(), "Content-Type: text/csv");
    }

    private static Reply commit(Reply checked) {
        assertThat(checked.status()).as(checked.body()).isEqualTo(201);
        Reply reply = shop.ask("POST", "/api/v1/imports/" + checked.json().get("id") + "/commit", null);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply;
    }

    @Test
    void aFileOfProductsIsReportedCommittedShownAndTakenBack() {
        Reply checked = upload("/api/v1/attributes", "product_id,name,size\nP1,Apples,2\nP3,new,3\n");
        assertThat(checked.header("location"))
                .isEqualTo("/api/v1/imports/" + checked.json().get("id"));
        assertThat(checked.json().get("attributes"))
                .isEqualTo(Map.of(
                        "of",
                        "products",
                        "columns",
                        List.of(
                                Map.of("name", "name", "kind", "text", "filled", 1.0, "distinct", 2),
                                Map.of("name", "size", "kind", "number", "filled", 1.0, "distinct", 2)),
                        "unknown_ids",
                        Map.of("count", 1, "first", List.of("P3")),
                        "missing_ids",
                        Map.of("count", 1, "first", List.of("P2"))));
        commit(checked);
        assertThat(shop.ask("GET", "/api/v1/products/P1", null).json())
                .containsEntry("name", "Apples")
                .containsEntry("attributes", Map.of("name", "Apples", "size", 2.0));
        assertThat(shop.ask("GET", "/api/v1/products?prefix=P2", null).body())
                .contains("\"name\":null", "\"attributes\":{}");
        assertThat(shop.ask("DELETE", "/api/v1/imports/" + checked.json().get("id"), null)
                        .status())
                .isEqualTo(200);
        assertThat(shop.ask("GET", "/api/v1/products/P1", null).json()).containsEntry("attributes", Map.of());
    }

    @Test
    void whatAColumnIsCanBeSaidInTheWordsOfAttributesOnly() {
        Reply stores = upload("/api/v1/attributes" + MAPPING.replace("WORD", "store"), "id,type\nS1,big\n");
        commit(stores);
        assertThat(shop.ask("GET", "/api/v1/stores", null).body()).contains("\"category\":\"big\"");
        Reply refused = upload("/api/v1/attributes" + MAPPING.replace("WORD", "price"), "id,type\nS1,big\n");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("store, product, attribute, text, ignore");
        assertThat(upload("/api/v1/attributes", "id,type\nS1,big\n").status()).isEqualTo(422);
    }
}
