package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.access.Principal;
import io.shoptraining.access.Role;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is accepted and what is refused; nobody works on it. */
class SubmissionTest {
    private static final Submission ANNA = new Submission("anna", "k1");

    @TempDir
    Path root;

    private Yard yard;

    @BeforeEach
    void open() throws IOException {
        yard = new Yard(root, Yard.PATIENT);
    }

    @AfterEach
    void close() {
        yard.close();
    }

    @Test
    void aRepeatedRequestIsAnsweredWithItsTaskAndAChangedOneIsRefused() {
        TrainingTask first = yard.tasks.submit(Yard.request("train"), ANNA);

        assertThat(yard.tasks.submit(Yard.request("train"), ANNA).taskId()).isEqualTo(first.taskId());
        refused(ErrorCode.CONFLICT, () -> yard.tasks.submit(Yard.request("wait"), ANNA));
        assertThat(yard.tasks.submit(Yard.request("train")).taskId()).isNotEqualTo(first.taskId());
        assertThatThrownBy(() -> new Submission("anna", "a key")).hasMessageContaining("idempotency_key");
    }

    @Test
    void everyFaultIsNamedThoseOfTheTaskAndThoseOfTheTraining() {
        Map<String, Object> request = Yard.request("train");
        request.put("priority", 101);
        request.put("time_limit_seconds", 0);
        request.put("memory_limit_mb", "much");
        request.put("batch_id", 7);
        request.put("epochs", 0);

        assertThatThrownBy(() -> yard.tasks.submit(request))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class,
                        e -> assertThat(e.faults())
                                .extracting(FieldFault::field)
                                .containsExactlyInAnyOrder(
                                        "priority", "time_limit_seconds", "memory_limit_mb", "batch_id", "epochs"));
    }

    @Test
    void aBatchIsOneTaskForEveryProductStoreAndModelType() {
        Batch batch = yard.tasks.submitBatch(batch("all", null), ANNA);

        assertThat(batch.statuses()).isEqualTo(Map.of("pending", 2));
        assertThat(batch.taskIds())
                .extracting(id -> yard.tasks.require(id).productId())
                .containsExactly("P001", "P002");
        assertThat(yard.tasks.submitBatch(batch("all", null), ANNA)).isEqualTo(batch);
        refused(ErrorCode.CONFLICT, () -> yard.tasks.submitBatch(batch(List.of("P001"), null), ANNA));

        Batch byStore = yard.tasks.submitBatch(batch(List.of("P002"), "all"), Submission.local());
        assertThat(byStore.taskIds()).hasSize(1);
        assertThat(yard.tasks.require(byStore.taskIds().get(0)).storeId()).isEqualTo("S001");
    }

    @Test
    void aBatchOfStoresAndAGlobalOneTakeTheirOwnShape() {
        Map<String, Object> store = batch(null, List.of("S001"));
        store.put("training_mode", "store");
        assertThat(yard.tasks.submitBatch(store, Submission.local()).taskIds()).hasSize(1);

        Map<String, Object> global = batch(List.of("P001", "P002"), null);
        global.put("training_mode", "global");
        global.put("aggregation_method", "sum");
        Batch batch = yard.tasks.submitBatch(global, Submission.local());
        assertThat(batch.taskIds())
                .singleElement()
                .satisfies(id -> assertThat(yard.tasks.require(id).productIds()).containsExactly("P001", "P002"));
    }

    @Test
    void aBatchWithFaultsNamesThemAllOnceAndLeavesNothing() {
        Map<String, Object> unknown = batch(List.of("P001", "P007", "P008"), null);
        unknown.remove("model_types");
        assertThatThrownBy(() -> yard.tasks.submitBatch(unknown, ANNA))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class,
                        e -> assertThat(e.faults())
                                .extracting(FieldFault::field)
                                .containsExactlyInAnyOrder("model_types", "product_ids", "product_ids"));
        Map<String, Object> wrong = batch(List.of("P001", "P002"), null);
        wrong.put("epochs", 0);
        wrong.put("priority", 900);
        wrong.put("product_id", "P001");
        assertThatThrownBy(() -> yard.tasks.submitBatch(wrong, ANNA)).hasMessageContaining("product_id");
        wrong.remove("product_id");
        assertThatThrownBy(() -> yard.tasks.submitBatch(wrong, ANNA))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class,
                        e -> assertThat(e.faults())
                                .extracting(FieldFault::field)
                                .containsExactlyInAnyOrder("epochs", "priority"));
        Map<String, Object> tooShort = batch(List.of("P001", "P002"), null);
        tooShort.put("folds", 30);
        assertThatThrownBy(() -> yard.tasks.submitBatch(tooShort, ANNA))
                .isInstanceOfSatisfying(ShopTrainingException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.SERIES_TOO_SHORT);
                    assertThat(e.faults()).hasSize(2);
                });
        assertThat(yard.tasks.list()).isEmpty();
        assertThat(yard.index.list(null)).isEmpty();
    }

    @Test
    void anOperatorCancelsHisOwnAnAdminAllAndAViewerNone() {
        TrainingTask task = yard.tasks.submit(Yard.request("train"), new Submission("anna", null));

        refused(ErrorCode.FORBIDDEN, () -> yard.tasks.cancel(task.taskId(), principal("ben", Role.OPERATOR)));
        refused(ErrorCode.FORBIDDEN, () -> yard.tasks.cancel(task.taskId(), principal("anna", Role.VIEWER)));
        assertThat(yard.tasks
                        .cancel(task.taskId(), principal("anna", Role.OPERATOR))
                        .status())
                .isEqualTo(TaskState.CANCELLED);
        TrainingTask other = yard.tasks.submit(Yard.request("train"), new Submission("anna", null));
        assertThat(yard.tasks
                        .cancel(other.taskId(), principal("root", Role.ADMIN))
                        .status())
                .isEqualTo(TaskState.CANCELLED);
        refused(ErrorCode.NOT_FOUND, () -> yard.tasks.cancel("none", principal("root", Role.ADMIN)));
    }

    @Test
    void aRetryIsForEndedTasksAndMayBeRepeatedWithAKey() {
        TrainingTask task = yard.tasks.submit(Yard.request("train"));
        refused(ErrorCode.CONFLICT, () -> yard.tasks.retry(task.taskId()));
        yard.tasks.cancel(task.taskId());

        TrainingTask again = yard.tasks.retry(task.taskId(), ANNA);

        assertThat(again.version()).isEqualTo(2);
        assertThat(yard.tasks.retry(task.taskId(), ANNA).taskId()).isEqualTo(again.taskId());
        assertThat(yard.tasks.require(task.taskId()).status()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void noMoreTasksOfAnOwnerWaitThanMayAndWhatIsRepeatedIsAnsweredAllTheSame() {
        Submission batchOfAnna = new Submission("anna", "k1", 3);
        Submission taskOfAnna = new Submission("anna", "k2", 3);
        refused(
                ErrorCode.TOO_MANY_REQUESTS,
                () -> yard.tasks.submitBatch(batch("all", null), new Submission("carl", null, 1)));
        assertThat(yard.tasks.list()).isEmpty();

        Batch batch = yard.tasks.submitBatch(batch("all", null), batchOfAnna);
        refused(
                ErrorCode.TOO_MANY_REQUESTS,
                () -> yard.tasks.submitBatch(batch("all", null), new Submission("anna", null, 3)));
        TrainingTask task = yard.tasks.submit(Yard.request("train"), taskOfAnna);
        refused(
                ErrorCode.TOO_MANY_REQUESTS,
                () -> yard.tasks.submit(Yard.request("train"), new Submission("anna", null, 3)));

        assertThat(yard.tasks.submitBatch(batch("all", null), batchOfAnna)).isEqualTo(batch);
        assertThat(yard.tasks.submit(Yard.request("train"), taskOfAnna).taskId())
                .isEqualTo(task.taskId());
        assertThat(yard.tasks
                        .submit(Yard.request("train"), new Submission("ben", null, 3))
                        .status())
                .isEqualTo(TaskState.PENDING);
    }

    @Test
    void aServerThatStopsTakesNoNewWork() {
        yard.tasks.close();

        refused(ErrorCode.SHUTTING_DOWN, () -> yard.tasks.submit(Yard.request("train")));
        refused(ErrorCode.SHUTTING_DOWN, () -> yard.tasks.submitBatch(batch("all", null), ANNA));
    }

    private static Principal principal(String id, Role role) {
        return new Principal(id, id, role);
    }

    private static Map<String, Object> batch(
            @org.jspecify.annotations.Nullable Object products, @org.jspecify.annotations.Nullable Object stores) {
        Map<String, Object> request = new HashMap<>();
        request.put("training_mode", "product");
        request.put("model_types", List.of("toy"));
        request.put("epochs", 5);
        if (products != null) {
            request.put("product_ids", products);
        }
        if (stores != null) {
            request.put("store_ids", stores);
        }
        return request;
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
