package io.shoptraining.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.Event;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.task.Page;
import io.shoptraining.task.TaskState;
import io.shoptraining.task.TrainingTask;
import io.shoptraining.taskmanager.TaskQueue.Claim;
import io.shoptraining.taskmanager.TaskQueue.NewTask;
import io.shoptraining.testing.RandomSeeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueTest {
    @TempDir
    Path directory;

    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(directory.resolve("a.db"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void twoHundredSubmitsOfOneIdentifierAtOnceGetExactlyTheVersions1To200() {
        List<Integer> versions = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> desk.submit(0).version())
                .toList();
        assertThat(versions)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 200).boxed().toList());
    }

    @Test
    void twoHundredSubmitsWithOneKeyAtOnceMakeOneTask() {
        Submission submission = new Submission("anna", "k1");
        Set<String> tasks = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> desk.queue
                        .insert(Desk.task("P001", 0, null, "{\"a\":1,\"b\":2}"), submission)
                        .taskId())
                .collect(Collectors.toSet());
        assertThat(tasks).hasSize(1);
        assertThat(desk.tasks.list()).hasSize(1);
    }

    @Test
    void aKeyIsForOneRequestOfOneOwner() {
        Submission anna = new Submission("anna", "k1");
        TrainingTask first = desk.queue.insert(Desk.task("P001", 0, null, "{\"a\":1,\"b\":2}"), anna);

        assertThat(desk.queue
                        .insert(Desk.task("P001", 0, null, "{\"b\":2,\"a\":1}"), anna)
                        .taskId())
                .isEqualTo(first.taskId());
        refused(ErrorCode.CONFLICT, () -> desk.queue.insert(Desk.task("P001", 0, null, "{\"a\":2}"), anna));
        assertThat(desk.queue
                        .insert(Desk.task("P001", 0, null, "{\"a\":2}"), new Submission("ben", "k1"))
                        .taskId())
                .isNotEqualTo(first.taskId());
    }

    @Test
    void aBatchIsOneTransactionWithPositionsInItsOrder() {
        desk.submit(0);
        List<NewTask> tasks = IntStream.range(0, 5)
                .mapToObj(i -> Desk.task("P00" + i, 0, "b1", "{}"))
                .toList();
        Submission submission = new Submission("anna", "k");

        assertThat(desk.queue.insertBatch("b1", tasks, "{}", submission)).isEqualTo("b1");
        assertThat(desk.queue.insertBatch("b2", tasks, "{}", submission)).isEqualTo("b1");

        Batch batch = desk.tasks.batch("b1");
        assertThat(batch.taskIds())
                .isEqualTo(tasks.stream().map(NewTask::taskId).toList());
        assertThat(batch.statuses()).containsEntry("pending", 5);
        assertThat(batch.taskIds())
                .extracting(id -> desk.tasks.require(id).queuePosition())
                .containsExactly(2, 3, 4, 5, 6);
        assertThat(desk.events.since(1, null))
                .extracting(event -> event.payload().get("queue_position"))
                .containsExactly(2, 3, 4, 5, 6);
        refused(ErrorCode.NOT_FOUND, () -> desk.tasks.batch("b3"));
    }

    @Test
    void aBatchWithOneTaskThatIsRefusedLeavesNothing() {
        desk.submit("p001", 0, null);
        List<NewTask> tasks = List.of(Desk.task("P002", 0, "b1", "{}"), Desk.task("P001", 0, "b1", "{}"));

        refused(ErrorCode.CONFLICT, () -> desk.queue.insertBatch("b1", tasks, "{}", new Submission("anna", null)));

        assertThat(desk.tasks.list()).hasSize(1);
        assertThat(desk.index.list(null)).hasSize(1);
    }

    @Test
    void aLostWorkerIsFollowedByAPauseThatGrowsWithEach() {
        TrainingTask task = desk.submit(0);
        for (int seconds : new int[] {1, 4, 16, 60, 60}) {
            Claim claim = desk.claim();
            int lost = claim.lostWorkers() + 1;
            assertThat(desk.write(h -> desk.store.requeueLost(h, task.taskId(), claim.attempt(), "lost", lost)))
                    .isTrue();
            desk.clock.forward(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(desk.next()).as("just before %d s", seconds).isEmpty();
            assertThat(desk.database.<Boolean>read(desk.queue::hasWork)).isFalse();
            desk.clock.forward(Duration.ofMillis(1));
            assertThat(desk.database.<Boolean>read(desk.queue::hasWork)).isTrue();
        }
        assertThat(desk.claim().lostWorkers()).isEqualTo(5);
    }

    @Test
    void aClockThatWasSetBackByAnHourHoldsNoTaskUp() {
        TrainingTask task = desk.submit(0);
        Claim claim = desk.claim();
        desk.write(h -> desk.store.requeueLost(h, task.taskId(), claim.attempt(), "lost", 1));
        desk.clock.forward(Duration.ofHours(-1));

        assertThat(desk.next()).isPresent();
    }

    @Test
    void aTaskThatGoesBackForAServerThatStopsNeedsNoPause() {
        TrainingTask task = desk.submit(0);
        Claim claim = desk.claim();
        desk.write(h -> desk.store.requeue(h, task.taskId(), claim.attempt(), "stopped", Duration.ZERO));

        Claim again = desk.claim();
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.lostWorkers()).isZero();
    }

    @Test
    void anOperatorStopsHisOwnTasksOnlyAndWhoeverMayAllStopsAll() {
        TrainingTask task = desk.queue.insert(Desk.task("P001", 0, null, "{}"), new Submission("anna", null));

        refused(ErrorCode.FORBIDDEN, () -> desk.queue.cancel(task.taskId(), owner -> owner.equals("ben")));
        assertThat(desk.tasks.require(task.taskId()).status()).isEqualTo(TaskState.PENDING);
        assertThat(desk.queue
                        .cancel(task.taskId(), owner -> owner.equals("anna"))
                        .status())
                .isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void aTaskThatIsBeingSavedCannotBeCancelledAlsoWhenItsModelIsInTheLedgerAlready() {
        TrainingTask task = desk.submit(0);
        Claim claim = desk.claim();
        ModelMetadata metadata = Desk.metadata(claim);
        assertThat(desk.store.publishing(task.taskId(), claim.attempt(), metadata))
                .isTrue();
        refused(ErrorCode.CONFLICT, () -> desk.queue.cancel(task.taskId(), owner -> true));
        desk.database.change(transaction -> desk.store.complete(transaction, metadata));

        assertThatThrownBy(() -> desk.queue.cancel(task.taskId(), owner -> true))
                .hasMessageContaining("is being saved");
        assertThat(desk.complete(claim, 1)).isTrue();
        assertThatThrownBy(() -> desk.queue.cancel(task.taskId(), owner -> true))
                .hasMessageContaining("is completed");
    }

    @Test
    void theLogIsReadInPagesFromAnyLine() {
        TrainingTask task = desk.submit(0);
        int lines = 2 * TaskList.LOG_PAGE + 5;
        desk.write(transaction -> {
            for (int line = 1; line <= lines; line++) {
                desk.events.append(transaction, Event.TRAINING_LOG, task.taskId(), TaskEvents.log("INFO", "x", line));
            }
            return transaction.execute("UPDATE tasks SET log_lines = ?", lines) == 1;
        });
        for (int since : new int[] {0, 1, 7, TaskList.LOG_PAGE, TaskList.LOG_PAGE + 5, lines - 1, lines, lines + 1}) {
            List<Integer> expected = IntStream.rangeClosed(since + 1, Math.min(lines, since + TaskList.LOG_PAGE))
                    .boxed()
                    .toList();
            assertThat(desk.tasks.log(task.taskId(), since))
                    .extracting(event -> event.payload().get("line"))
                    .isEqualTo(expected);
        }
        desk.database.change(transaction -> transaction.execute(
                "DELETE FROM events WHERE event = 'training_log' AND json_extract(payload, '$.line') <= 2"));
        assertThat(desk.tasks.log(task.taskId(), 0))
                .extracting(event -> event.payload().get("line"))
                .startsWith(3)
                .endsWith(TaskList.LOG_PAGE);
        refused(ErrorCode.NOT_FOUND, () -> desk.tasks.log("none", 0));
    }

    @Test
    void aWaitIsForetoldFromTheLastRunsOfTheKindAndFromWhatIsAhead() {
        desk.submit(0);
        assertThat(desk.tasks.list().get(0).etaSeconds()).isNull();
        for (double seconds : new double[] {30, 10, 20}) {
            desk.submit(0);
            assertThat(desk.complete(desk.claim(), seconds)).isTrue();
        }
        desk.queue.cancel(desk.tasks.list().get(3).taskId(), owner -> true);
        String running = desk.submit(0).taskId();
        desk.claim();
        String next = desk.submit(0).taskId();
        String last = desk.submit(0).taskId();

        assertThat(desk.tasks.require(running).etaSeconds()).isEqualTo(20);
        // two workers: half of what is ahead, then itself
        assertThat(desk.tasks.require(next).etaSeconds()).isEqualTo(20 / 2.0 + 20);
        assertThat(desk.tasks.require(last).etaSeconds()).isEqualTo((20 + 20) / 2.0 + 20);
    }

    @RandomSeeds(count = 20)
    void positionsFollowPriorityAndThenTheOrderOfSubmit(Random random) {
        List<TrainingTask> submitted = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            submitted.add(desk.submit(random.nextInt(5) - 2));
        }
        List<String> expected = submitted.stream()
                .sorted(Comparator.comparing(TrainingTask::priority).reversed())
                .map(TrainingTask::taskId)
                .toList();
        List<TrainingTask> listed = new ArrayList<>(desk.tasks.list());
        listed.sort(Comparator.comparingInt(task -> task.queuePosition() == null ? 0 : task.queuePosition()));

        assertThat(listed).extracting(TrainingTask::taskId).isEqualTo(expected);
        assertThat(expected).allSatisfy(id -> assertThat(desk.claim().taskId()).isEqualTo(id));
    }

    @RandomSeeds(count = 20)
    void pagesShowEveryTaskOnceNewestFirstUnderEveryFilter(Random random) {
        for (int i = 0; i < 60; i++) {
            desk.submit("P00" + random.nextInt(3), 0, random.nextBoolean() ? "b" + random.nextInt(2) : null);
            if (random.nextInt(3) == 0) {
                Claim claim = desk.claim();
                if (random.nextBoolean()) {
                    desk.write(h -> desk.store.failed(h, claim.taskId(), claim.attempt(), ErrorCode.INTERNAL, "no"));
                }
            }
        }
        Set<TaskState> states = EnumSet.noneOf(TaskState.class);
        for (TaskState state : TaskState.values()) {
            if (random.nextInt(3) == 0) {
                states.add(state);
            }
        }
        String type = random.nextBoolean() ? "toy" : null;
        String mode = random.nextInt(4) == 0 ? "store" : null;
        String batch = random.nextInt(3) == 0 ? "b1" : null;
        int limit = 1 + random.nextInt(20);
        List<TrainingTask> paged = new ArrayList<>();
        String cursor = null;
        do {
            Page<TrainingTask> page = desk.tasks.list(new TaskQuery(states, type, mode, batch, cursor, limit));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            paged.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);

        List<TrainingTask> expected = new ArrayList<>(desk.tasks.list());
        java.util.Collections.reverse(expected);
        expected.removeIf(task -> !states.isEmpty() && !states.contains(task.status())
                || differs(type, task.modelType())
                || differs(mode, task.trainingMode())
                || differs(batch, task.batchId()));
        assertThat(paged).isEqualTo(expected);
    }

    private static boolean differs(@Nullable String wanted, @Nullable String found) {
        return wanted != null && !wanted.equals(found);
    }

    @Test
    void aCursorOfSomebodyElsesMakingIsRefused() {
        for (String cursor : List.of("", "x", "Yw", "YzA1", "%%%", Page.cursor(7) + "=")) {
            refused(
                    ErrorCode.INVALID_REQUEST,
                    () -> desk.tasks.list(new TaskQuery(Set.of(), null, null, null, cursor, 10)));
        }
        refused(ErrorCode.INVALID_REQUEST, () -> new TaskQuery(Set.of(), null, null, null, null, 501));
        refused(ErrorCode.INVALID_REQUEST, () -> new TaskQuery(Set.of(), null, null, null, null, 0));
    }

    /** Every move that the code offers, in any order: a task that has ended stays as it is, word for word. */
    @RandomSeeds(count = 40)
    void noWalkLeadsOutOfATerminalState(Random random) {
        TrainingTask task = desk.submit(0);
        int attempt = 0;
        TrainingTask ended = null;
        long events = 0;
        for (int step = 0; step < 40; step++) {
            int on = random.nextInt(4) == 0 ? Math.max(0, attempt - 1) : attempt;
            switch (random.nextInt(9)) {
                case 0 -> attempt = desk.next().map(Claim::attempt).orElse(attempt);
                case 1 -> desk.write(h -> desk.store.requeue(h, task.taskId(), on, "back", Duration.ZERO));
                case 2 -> desk.write(h -> desk.store.requeueLost(h, task.taskId(), on, "lost", 1));
                case 3 -> desk.write(h -> desk.store.failed(h, task.taskId(), on, ErrorCode.INTERNAL, "no"));
                case 4 -> desk.write(h -> desk.store.cancelled(h, task.taskId(), on));
                case 5 -> cancelQuietly(task.taskId());
                case 6 -> desk.store.note(task.taskId(), on, "note " + step);
                case 7 -> desk.store.log(task.taskId(), on, "INFO", "line " + step);
                default -> complete(task, on);
            }
            desk.clock.forward(Duration.ofSeconds(random.nextInt(3)));
            TrainingTask now = desk.tasks.require(task.taskId());
            if (ended != null) {
                assertThat(now).isEqualTo(ended);
                assertThat(desk.events.lastSeq()).isEqualTo(events);
            } else if (now.status().isTerminal()) {
                ended = now;
                events = desk.events.lastSeq();
            }
        }
        assertThat(desk.events.since(0, task.taskId()).stream()
                        .filter(event -> event.event().equals("training_completed")))
                .hasSize(ended != null && ended.status() == TaskState.COMPLETED ? 1 : 0);
    }

    private void complete(TrainingTask task, int attempt) {
        Claim claim = new Claim(
                task.taskId(),
                Math.max(1, attempt),
                Desk.task("P001", 0, null, "{}").spec(),
                task.filenamePrefix(),
                task.version(),
                "s1",
                0,
                null,
                null,
                null,
                null);
        desk.complete(claim, 1);
    }

    private void cancelQuietly(String taskId) {
        try {
            desk.queue.cancel(taskId, owner -> true);
        } catch (ShopTrainingException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
        }
    }

    /** Cancel, claim and the end of an attempt at once: whoever wins, all agree on one end, and it is told once. */
    @RandomSeeds(count = 30)
    void cancelAgainstClaimAndCompletionHasOneWinner(long seed) {
        TrainingTask task = desk.submit(0);
        boolean claimedFirst = seed % 2 == 0;
        Optional<Claim> claimed = claimedFirst ? desk.next() : Optional.empty();
        List<Runnable> rivals = List.of(
                () -> cancelQuietly(task.taskId()),
                () -> desk.next().ifPresent(claim -> desk.complete(claim, 1)),
                () -> claimed.ifPresent(claim -> desk.complete(claim, 1)),
                () -> desk.write(h -> desk.store.requeue(h, task.taskId(), 1, "back", Duration.ZERO)));
        rivals.parallelStream().forEach(Runnable::run);
        desk.write(h -> desk.store.cancelled(h, task.taskId(), 1));
        desk.write(h -> desk.store.cancelled(h, task.taskId(), 2));
        desk.next().ifPresent(claim -> desk.complete(claim, 1));

        TrainingTask end = desk.tasks.require(task.taskId());
        assertThat(end.status()).isIn(TaskState.COMPLETED, TaskState.CANCELLED);
        assertThat(desk.events.since(0, task.taskId()).stream()
                        .filter(event -> event.event().equals("training_update"))
                        .filter(event -> List.of("completed", "cancelled")
                                .contains(event.payload().get("status"))))
                .hasSize(1);
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
