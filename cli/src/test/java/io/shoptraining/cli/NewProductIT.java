package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.json.Json;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.testing.OnOneJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sales, a file of products, a model of all of them, and a forecast of a product that nobody has bought yet. */
@OnOneJava
class NewProductIT {
    @TempDir
    private Path home = Path.of("");

    @Test
    void aProductThatIsOnlyDescribedIsForecastByTreesAndByANetwork() throws IOException {
        InProcess shop = new InProcess(home.resolve("data"));
        Random random = new Random(11);
        StringBuilder sales = new StringBuilder("date,store_id,product_id,quantity\n");
        StringBuilder products = new StringBuilder("product_id,name,kind\nN1,something new,fruit\n");
        for (int product = 0; product < 10; product++) {
            boolean fruit = product < 5;
            products.append("P" + product + ",product " + product + (fruit ? ",fruit\n" : ",spice\n"));
            for (int day = 0; day < 220; day++) {
                int sold = (fruit ? 30 : 2) + random.nextInt(3);
                sales.append(SmallSales.START.plusDays(day) + ",S1,P" + product + "," + sold + "\n");
            }
        }
        succeeds(shop.run("data", "import", write("sales.csv", sales), "--yes"));
        Shop.Answer told = succeeds(shop.run("data", "attributes", write("products.csv", products), "--yes"));
        assertThat(told.out())
                .contains("attributes of 11 products", "kind: text, 100 % filled, 2 different values")
                .contains("note: 1 product has no sales yet: N1")
                .contains("Imported. Snapshot snapshot-000002");
        for (String type : List.of("lightgbm", "kan")) {
            Shop.Answer trained = succeeds(shop.run(
                    "train", "--mode", "global", "--aggregation", "panel", "--model", type, "--epochs", "3", "--json"));
            TrainingTask task = Json.read(trained.out().strip(), TrainingTask.class);
            Shop.Answer forecast = succeeds(shop.run(
                    "forecast",
                    "--model",
                    task.filenamePrefix(),
                    "--product",
                    "N1",
                    "--store",
                    "S1",
                    "--days",
                    "5",
                    "--json"));
            Map<String, Object> answer = Json.readObject(forecast.out().strip());
            List<?> rows = (List<?>) answer.getOrDefault("rows", List.of());
            assertThat(rows).hasSize(5);
            for (Object row : rows) {
                Map<?, ?> day = (Map<?, ?>) row;
                assertThat(String.valueOf(day.get("cold_start"))).contains("5 products with kind fruit in store S1");
                assertThat(Double.parseDouble(String.valueOf(day.get("mean"))))
                        .as(type)
                        .isBetween(20.0, 45.0);
            }
            Shop.Answer table = succeeds(
                    shop.run("forecast", "--model", task.filenamePrefix(), "--product", "N1", "--store", "S1"));
            assertThat(table.err()).contains("No sales yet: sized by the usual day of 5 products");
            assertThat(shop.run("forecast", "--model", task.filenamePrefix(), "--product", "N2", "--store", "S1")
                            .err())
                    .contains("import a file of attributes that has a row for it");
        }
    }

    private String write(String name, StringBuilder text) throws IOException {
        return Files.writeString(home.resolve(name), text).toString();
    }

    private static Shop.Answer succeeds(Shop.Answer answer) {
        assertThat(answer.exit()).as(answer.err()).isZero();
        return answer;
    }
}
