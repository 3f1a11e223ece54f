package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.ImportReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports of several people at once. */
final class SalesStoreRaceTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);
    private static final String DONE = "done";

    @TempDir
    Path dir;

    private final ExecutorService people = Executors.newFixedThreadPool(4);

    @AfterEach
    void close() {
        people.shutdownNow();
    }

    private SalesStore store() {
        return SalesStore.open(dir.resolve("s"), CLOCK);
    }

    private String checked(SalesStore store, String product) throws IOException {
        Path file = Files.writeString(
                dir.resolve(product + ".csv"), "date,product,quantity\n2025-01-01," + product + ",1\n");
        return store.check(file, ImportOptions.automatic(), ProgressListener.NONE)
                .id();
    }

    /** Starts all together and tells how each ended: done, or the code of its refusal. */
    @SafeVarargs
    private List<String> together(Callable<Object>... actions) throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(actions.length);
        List<Future<String>> running = new ArrayList<>();
        for (Callable<Object> action : actions) {
            running.add(people.submit(() -> {
                start.await();
                try {
                    Object unused = action.call();
                    return DONE;
                } catch (ShopTrainingException e) {
                    return e.code().name();
                }
            }));
        }
        List<String> ends = new ArrayList<>();
        for (Future<String> one : running) {
            ends.add(one.get());
        }
        return ends;
    }

    @RepeatedTest(3)
    void twoCommitsOfOneImportAreOne() throws Exception {
        SalesStore store = store();
        String id = checked(store, "a");
        assertThat(together(() -> store.commit(id), () -> store.commit(id)))
                .containsExactlyInAnyOrder(DONE, ErrorCode.CONFLICT.name());
        assertThat(store.current().map(Snapshot::id)).contains("snapshot-000001");
    }

    @RepeatedTest(3)
    void commitsOfSeveralImportsAreAllThere() throws Exception {
        SalesStore store = store();
        String a = checked(store, "a");
        String b = checked(store, "b");
        String c = checked(store, "c");
        assertThat(together(() -> store.commit(a), () -> store.commit(b), () -> store.commit(c)))
                .containsOnly(DONE);
        assertThat(store.current().orElseThrow().products()).containsExactly("a", "b", "c");
        assertThat(store.current().orElseThrow().id()).isEqualTo("snapshot-000003");
    }

    @RepeatedTest(3)
    void anImportIsEitherCommittedOrDiscarded() throws Exception {
        SalesStore store = store();
        String id = checked(store, "a");
        List<String> ends = together(() -> store.commit(id), () -> store.undo(id));
        if (ends.get(0).equals(DONE)) {
            assertThat(ends.get(1)).isEqualTo(DONE);
            assertThat(store.report(id).status()).isEqualTo(Status.UNDONE);
        } else {
            assertThat(ends).containsExactly(ErrorCode.NOT_FOUND.name(), DONE);
            assertThat(store.imports()).isEmpty();
        }
        assertThat(store.current()).isEmpty();
    }

    @Test
    void anUndoneImportIsNotCommittedAgain() throws Exception {
        SalesStore store = store();
        String id = checked(store, "a");
        store.commit(id);
        assertThat(together(() -> store.undo(id), () -> store.undo(id)))
                .containsExactlyInAnyOrder(DONE, ErrorCode.CONFLICT.name());
        assertThat(together(() -> store.commit(id))).containsExactly(ErrorCode.CONFLICT.name());
        assertThat(store.current()).isEmpty();
    }

    @Test
    void theListOfImportsIsReadWhileOthersAreDiscarded() throws Exception {
        SalesStore store = store();
        String kept = checked(store, "a");
        List<String> discarded = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            discarded.add(checked(store, "b"));
        }
        AtomicBoolean over = new AtomicBoolean();
        List<String> ends = together(
                () -> {
                    discarded.forEach(store::undo);
                    over.set(true);
                    return DONE;
                },
                () -> {
                    while (!over.get()) {
                        assertThat(store.imports()).extracting(ImportReport::id).contains(kept);
                    }
                    return DONE;
                });
        assertThat(ends).containsOnly(DONE);
    }

    @Test
    void whileAFileIsCheckedOthersReadAndCommit() throws Exception {
        SalesStore store = store();
        store.commit(checked(store, "a"));
        String waiting = checked(store, "b");
        List<Integer> products = new ArrayList<>();
        ProgressListener inTheMiddle = (stage, done, total) -> {
            if (stage.equals("sorting")) {
                CompletableFuture<Optional<Snapshot>> other = CompletableFuture.supplyAsync(
                        () -> {
                            store.commit(waiting);
                            return store.current();
                        },
                        people);
                products.add(other.orTimeout(5, TimeUnit.MINUTES)
                        .join()
                        .orElseThrow()
                        .products()
                        .size());
            }
        };
        Path file = Files.writeString(dir.resolve("c.csv"), "date,product,quantity\n2025-01-01,c,1\n");
        store.commit(store.check(file, ImportOptions.automatic(), inTheMiddle).id());
        assertThat(products).containsExactly(2);
        try (SalesQuery query = new SalesQuery(store.current().orElseThrow())) {
            assertThat(query.series(SeriesScope.store("1", Ids.all())).get(0).quantity())
                    .containsExactly(3);
        }
    }

    @Test
    void oneFileIsCheckedAtATime() throws Exception {
        SalesStore store = store();
        AtomicBoolean busy = new AtomicBoolean();
        Path file = Files.writeString(dir.resolve("c.csv"), "date,product,quantity\n2025-01-01,c,1\n");
        Callable<Object> check = () -> store.check(file, ImportOptions.automatic(), (stage, done, total) -> {
            if (stage.equals("typing")) {
                assertThat(busy.getAndSet(true)).isFalse();
            } else if (stage.equals("checking")) {
                busy.set(false);
            }
        });
        assertThat(together(check, check, check)).containsOnly(DONE);
        assertThat(store.imports()).hasSize(3);
    }

    @Test
    void whoWaitsTooLongForAnotherImportIsToldSo() throws Exception {
        SalesStore store = SalesStore.open(dir.resolve("s"), CLOCK, Duration.ofMillis(1));
        Path file = Files.writeString(dir.resolve("c.csv"), "date,product,quantity\n2025-01-01,c,1\n");
        Runnable check = () -> store.check(file, ImportOptions.automatic(), ProgressListener.NONE);
        List<Throwable> refusals = new ArrayList<>();
        store.check(file, ImportOptions.automatic(), (stage, done, total) -> {
            if (stage.equals("typing")) {
                refusals.add(catchThrowable(
                        () -> CompletableFuture.runAsync(check, people).join()));
            }
        });
        assertThat(refusals)
                .singleElement()
                .satisfies(refusal -> assertThat(refusal)
                        .hasRootCauseInstanceOf(ShopTrainingException.class)
                        .hasMessageContaining("another import is under way"));
        assertThat(store.imports()).hasSize(1);
    }
}
