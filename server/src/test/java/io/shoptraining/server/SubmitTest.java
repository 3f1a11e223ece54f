package io.shoptraining.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.taskmanager.TrainingData;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitTest {
    @TempDir
    Path root;

    @Test
    void fiftySubmitsAtOnceGetTheVersions1To50() {
        try (Server server = Toys.server(root)) {
            List<Integer> versions = IntStream.range(0, 50)
                    .parallel()
                    .mapToObj(i -> Toys.submit(server, "wait").version())
                    .toList();
            assertThat(versions)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 50).boxed().toList());
        }
    }

    @Test
    void withoutSalesTheRequestIsRefusedWithTheWayOut() {
        refused(Toys.data(0), ErrorCode.DATA_REFUSED, "import sales first");
    }

    @Test
    void aShortSeriesIsRefusedWithTheDaysThereAreAndTheDaysItNeeds() {
        refused(Toys.data(100), ErrorCode.SERIES_TOO_SHORT, "has 100 days of sales, but this training needs 168");
    }

    @Test
    void everyFaultOfARequestIsNamedAtOnce() {
        try (Server server = Toys.server(root)) {
            Map<String, Object> request = new HashMap<>(Toys.request("P009", "train"));
            request.put("epochs", 0);
            assertThatThrownBy(() -> server.tasks().submit(request))
                    .isInstanceOf(ShopTrainingException.class)
                    .hasMessageContaining("P009")
                    .hasMessageContaining("epochs");
            assertThat(server.tasks().list()).isEmpty();
            assertThat(server.models().list(null)).isEmpty();
        }
    }

    @Test
    void aTaskShowsWhatWasAskedAndTheDefaults() {
        try (Server server = Toys.server(root)) {
            Map<String, Object> request = new HashMap<>(Toys.request("P001", "wait"));
            request.put("batch_id", "b1");
            request.put("priority", 7);
            TrainingTask task = server.tasks().submit(request);

            assertThat(task.productId()).isEqualTo("P001");
            assertThat(task.productScope()).isEqualTo("all");
            assertThat(task.batchId()).isEqualTo("b1");
            assertThat(task.priority()).isEqualTo(7);
            assertThat(task.horizon()).isEqualTo(14);
            assertThat(task.snapshotId()).isEqualTo("s1");
            assertThat(task.pathInfo()).isEqualTo(new TrainingTask.PathInfo("product_P001_all_toy", 1));
        }
    }

    private void refused(TrainingData data, ErrorCode code, String message) {
        try (Server server = Server.open(new DataDirectory(root), Toys.SETTINGS, Toys.parts(data), "test")) {
            assertThatThrownBy(() -> Toys.submit(server, "train"))
                    .isInstanceOfSatisfying(
                            ShopTrainingException.class,
                            e -> assertThat(e.code()).isEqualTo(code))
                    .hasMessageContaining(message);
        }
    }
}
