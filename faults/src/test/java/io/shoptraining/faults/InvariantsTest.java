package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.database.Database;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sound store passes; every invariant is broken by a fault planted to break it. */
class InvariantsTest {
    private static final String IDENTIFIER = "product_P001_all_toy";
    private static final String PREFIX = IDENTIFIER + "_v1";

    @TempDir
    Path folder = Path.of("");

    private Round round;

    @BeforeEach
    void aStoreWithOneModel() throws Exception {
        round = Round.begin(folder.resolve("round"), 1);
        Database.open(round.data().resolve("shoptraining.db")).close();
        task("t1", 1, "completed");
        model(1, "completed", "t1");
        publish(1, "t1", TracedWorker.expectedModel(5));
        Files.writeString(round.savedModels().resolve("versions.json"), Json.write(Map.of(IDENTIFIER, 1)));
        round.history().acknowledge("k1", Map.of(), Map.of("task_id", "t1", "filename_prefix", PREFIX));
        trace("t1 1 begin 1 100 11");
        trace("t1 1 epoch 1 110 11");
    }

    @AfterEach
    void endTheRound() throws IOException {
        round.close(true);
    }

    @Test
    void aSoundStorePasses() throws Exception {
        assertThat(check()).isEmpty();
    }

    @Test
    void anAcknowledgedTaskThatIsGoneIsLost() throws Exception {
        sql("DELETE FROM tasks");
        assertThat(check()).contains("I1 (LOST): task t1 was acknowledged and does not exist");
    }

    @Test
    void anAcknowledgedTaskThatNeverEndsIsLost() throws Exception {
        sql("UPDATE tasks SET status = 'running'");
        assertThat(check()).contains("I1 (LOST): task t1 never ended; it is running");
    }

    @Test
    void oneKeyWithTwoTasksIsDoubled() throws Exception {
        task("t2", 2, "cancelled");
        model(2, "cancelled", "t2");
        round.history().acknowledge("k1", Map.of(), Map.of("task_id", "t2", "filename_prefix", IDENTIFIER + "_v2"));
        assertThat(check()).contains("I1 (DOUBLED): one idempotency key was answered with 2 tasks: [t1, t2]");
    }

    @Test
    void anEndThatIsNotFinalIsWrong() throws Exception {
        round.history().observe(Map.of("task_id", "t1", "status", "failed"), System.nanoTime());
        round.history().observe(Map.of("task_id", "t1", "status", "completed"), System.nanoTime());
        assertThat(check())
                .contains(
                        "I1 (WRONG): task t1 was failed and became completed",
                        "I1 (WRONG): task t1 was seen failed, but is stored as completed");
    }

    @Test
    void aHoleInTheLedgerIsALoss() throws Exception {
        task("t3", 3, "failed");
        model(3, "failed", "t3");
        assertThat(check()).contains("I2 (LOST): " + IDENTIFIER + " has holes in its ledger: [1, 3]");
    }

    @Test
    void twoTasksWithOneNumberAreDoubled() throws Exception {
        task("t2", 1, "failed");
        assertThat(check()).contains("I2 (DOUBLED): " + PREFIX + " belongs to 2 tasks");
    }

    @Test
    void aCompletedModelWithoutAFileIsLost() throws Exception {
        Files.delete(round.savedModels().resolve(PREFIX + "_model.pth"));
        assertThat(check()).contains("I3 (LOST): " + PREFIX + "_model.pth is missing");
    }

    @Test
    void aCompletedModelWithOtherBytesIsWrong() throws Exception {
        Files.writeString(round.savedModels().resolve(PREFIX + "_model.pth"), "weights 16");
        assertThat(check())
                .contains(
                        "I3 (WRONG): " + PREFIX + "_model.pth is not what was published",
                        "I10 (WRONG): " + PREFIX + " holds 'weights 16' after 5 epochs, attempt 1");
    }

    @Test
    void aModelOfAnotherTaskIsDoubled() throws Exception {
        sql("UPDATE models SET task_id = 't2'");
        assertThat(check()).contains("I3 (DOUBLED): " + PREFIX + " is of task t1 by its metadata, of t2 by the ledger");
    }

    @Test
    void aFileWithAnUnknownNumberIsWrong() throws Exception {
        Files.writeString(round.savedModels().resolve(IDENTIFIER + "_v9_model.pth"), "weights 1");
        assertThat(check())
                .contains("I4 (WRONG): " + IDENTIFIER + "_v9_model.pth carries a number that nobody was given");
    }

    @Test
    void aVersionsFileThatSaysMoreThanThereIsIsWrong() throws Exception {
        Files.writeString(round.savedModels().resolve("versions.json"), Json.write(Map.of(IDENTIFIER, 2)));
        assertThat(check())
                .contains("I5 (WRONG): versions.json says {" + IDENTIFIER + "=2}, accepted is {" + IDENTIFIER + "=1}");
    }

    @Test
    void aVersionsFileThatGoesBackIsSeen() throws Exception {
        Path file = round.savedModels().resolve("versions.json");
        round.watch().look();
        Files.writeString(file, Json.write(Map.of(IDENTIFIER, 0)));
        round.watch().look();
        Files.writeString(file, "{\"pro");
        round.watch().look();
        assertThat(check())
                .contains(
                        "I5 (WRONG): versions.json " + IDENTIFIER + " was 1 and became 0",
                        "I5 (WRONG): versions.json torn: '{\"pro'");
    }

    @Test
    void leftoversAreWrong() throws Exception {
        Files.createDirectories(round.savedModels().resolve(".store/attempts/t1.1"));
        Files.writeString(round.savedModels().resolve(".store/versions.json.tmp"), "{}");
        Files.writeString(round.home().resolve("outside.txt"), "changed");
        assertThat(check())
                .contains(
                        "I6 (WRONG): the directory of attempt t1.1 is left over",
                        "I6 (WRONG): saved_models/.store/versions.json.tmp is left over",
                        "I6 (WRONG): a file outside the data directory was changed");
    }

    @Test
    void anEpochThatWasSavedAndIsTrainedAgainIsALoss() throws Exception {
        Path checkpoints = Files.createDirectories(round.savedModels().resolve("checkpoints"));
        Files.writeString(checkpoints.resolve(PREFIX + "_checkpoint_epoch_4.pth"), "10");
        await().until(() -> !round.watch().checkpoints().isEmpty());
        round.mustBeginWith().put("t1.2", 5);
        trace("t1 2 begin 1 " + System.nanoTime() + " 12");
        assertThat(check())
                .contains(
                        "I7 (LOST): attempt 2 of t1 began with epoch 1 although epoch 4 had been saved",
                        "I7 (LOST): attempt t1.2 began with epoch 1, but epoch 5 was the next after the last recorded"
                                + " checkpoint");
    }

    @Test
    void twoWorkersAtOneTaskAreDoubled() throws Exception {
        trace("t1 2 begin 2 130 12");
        trace("t1 1 epoch 2 140 11");
        trace("t1 2 epoch 2 150 13");
        assertThat(check())
                .contains(
                        "I7b (DOUBLED): attempt 1 of t1 was still at work after attempt 2 had begun",
                        "I7b (DOUBLED): two workers made attempt 2 of t1");
    }

    @Test
    void eventsThatComeTwiceOrNeverAreSeen() throws Exception {
        List<EventReader.Seen> twice = List.of(
                event(1, "training_update", "completed", 1),
                event(2, "training_completed", "completed", 1),
                event(2, "training_completed", "completed", 1),
                event(3, "training_progress", "running", 1),
                event(4, "training_update", "completed", 1));
        Invariants invariants = new Invariants(round);
        invariants.i8EventsRiseAndEndOnce(Aftermath.read(round.data()), twice);
        invariants.i8EventsRiseAndEndOnce(Aftermath.read(round.data()), List.of());
        assertThat(invariants.found().stream().map(Violation::toString))
                .contains(
                        "I8 (DOUBLED): event 2 came after event 2",
                        "I8 (DOUBLED): a subscriber heard 2 times of the end of task t1",
                        "I8 (DOUBLED): training_completed came 2 times for task t1, which is completed",
                        "I8 (WRONG): a training_progress followed the end of task t1",
                        "I8 (LOST): a subscriber never heard of the end of task t1");
    }

    @Test
    void progressThatFallsIsSeen() throws Exception {
        List<EventReader.Seen> falling = List.of(
                event(1, "training_update", "running", 1),
                new EventReader.Seen(2, "training_progress", "t1", Map.of("progress", 60.0), 0),
                new EventReader.Seen(3, "training_progress", "t1", Map.of("progress", 20.0), 0),
                event(4, "training_update", "completed", 1),
                event(5, "training_completed", "completed", 1));
        Invariants invariants = new Invariants(round);
        invariants.i8EventsRiseAndEndOnce(Aftermath.read(round.data()), falling);
        assertThat(invariants.found().stream().map(Violation::toString))
                .contains("I8 (WRONG): the progress of task t1 fell from 60.0 to 20.0");
    }

    @Test
    void aWorkerThatOutlivesItsServerIsWrong() throws Exception {
        String name = TracedWorker.class.getName();
        Process orphan = new ProcessBuilder("bash", "-c", "exec -a " + name + " sleep 1000").start();
        try {
            trace("t1 1 epoch 2 120 " + orphan.pid());
            await().untilAsserted(() -> assertThat(check())
                    .contains("I9 (WRONG): worker process " + orphan.pid() + " outlived the last server"));
        } finally {
            orphan.destroyForcibly();
        }
    }

    private static EventReader.Seen event(long seq, String event, String status, int attempt) {
        return new EventReader.Seen(seq, event, "t1", Map.of("status", status, "attempt", attempt), 0);
    }

    private List<String> check() throws Exception {
        return new Invariants(round).check().stream().map(Violation::toString).toList();
    }

    private void trace(String line) throws IOException {
        Files.writeString(
                round.home().resolve("trace.txt"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void publish(int version, String task, String content) throws IOException {
        String prefix = IDENTIFIER + "_v" + version;
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Path store = Files.createDirectories(round.savedModels());
        Files.write(store.resolve(prefix + "_model.pth"), bytes);
        Files.writeString(
                store.resolve(prefix + "_metadata.json"),
                Json.write(Map.of(
                        "task_id",
                        task,
                        "manifest",
                        List.of(Map.of(
                                "name",
                                prefix + "_model.pth",
                                "kind",
                                "model",
                                "sha256",
                                TracedWorker.sha256(bytes))))));
    }

    private void task(String id, int version, String status) throws SQLException {
        sql("INSERT INTO tasks (task_id, model_type, training_mode, product_scope, epochs, status, version,"
                + " hyperparameters, horizon, look_back, seed, snapshot_id, attempt, created_at, model_identifier,"
                + " filename_prefix, spec, request) VALUES ('" + id + "', 'toy', 'product', 'all', 5, '" + status
                + "', "
                + version + ", '{}', 7, 28, 1, 's1', 1, 'now', '" + IDENTIFIER + "', '" + IDENTIFIER + "_v" + version
                + "', '{}', '{}')");
    }

    private void model(int version, String status, String task) throws SQLException {
        sql("INSERT INTO models (filename_prefix, model_identifier, version, status, created_at, verdict, task_id)"
                + " VALUES ('" + IDENTIFIER + "_v" + version + "', '" + IDENTIFIER + "', " + version + ", '" + status
                + "', 'now', 'accepted', '" + task + "')");
    }

    private void sql(String text) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + round.data().resolve("shoptraining.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(text);
        }
    }
}
