package io.shoptraining.workerpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {
    private static final String TOY = "io.shoptraining.server.ToyWorker";

    @TempDir
    Path directory;

    @Test
    void aWorkerIsKeptWarmAndEndsWithItsPool() {
        WorkerPool pool = pool(TOY, Duration.ofSeconds(15));
        WorkerProcess worker = pool.lend();
        pool.giveBack(worker, true);

        assertThat(pool.lend()).isSameAs(worker);
        await().until(() -> worker.engine().equals("toy 1"));
        pool.giveBack(worker, true);
        pool.close();

        assertThat(worker.isAlive()).isFalse();
    }

    @Test
    void aWorkerThatIsNotReusableIsReplaced() {
        try (WorkerPool pool = pool(TOY, Duration.ofSeconds(15))) {
            WorkerProcess worker = pool.lend();
            pool.giveBack(worker, false);

            assertThat(worker.isAlive()).isFalse();
            assertThat(pool.lend()).isNotSameAs(worker);
        }
    }

    @Test
    void aWorkerThatSaysNothingIsKilledForIt() {
        try (WorkerPool pool = pool(SilentWorker.class.getName(), Duration.ofMillis(300))) {
            assertThat(exit(pool.lend()).kind()).isEqualTo(WorkerExit.Kind.HUNG);
        }
    }

    @Test
    void aWorkerWithoutItsCodeIsReportedWithItsLastWords() {
        try (WorkerPool pool = pool("no.such.Worker", Duration.ofSeconds(15))) {
            WorkerExit exit = exit(pool.lend());

            assertThat(exit.kind()).isEqualTo(WorkerExit.Kind.FAILED);
            assertThat(exit.reason()).contains("exit status 1").contains("no.such.Worker");
        }
    }

    @Test
    void anOrphanIsKilledOnlyWhenItIsStillTheSameProcess() {
        try (WorkerPool pool = pool(TOY, Duration.ofSeconds(15))) {
            WorkerProcess worker = pool.lend();

            assertThat(WorkerProcess.killOrphan(worker.pid(), "1999-01-01T00:00:00Z"))
                    .isFalse();
            assertThat(worker.isAlive()).isTrue();
            assertThat(WorkerProcess.killOrphan(worker.pid(), worker.startTime()))
                    .isTrue();
            assertThat(exit(worker).reason()).contains("signal 9");
        }
    }

    private static WorkerExit exit(WorkerProcess worker) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            Optional<WorkerMessage> message = worker.next(Duration.ofMillis(50));
                            return message.filter(WorkerMessage.Gone.class::isInstance)
                                    .map(gone -> ((WorkerMessage.Gone) gone).exit());
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    private WorkerPool pool(String mainClass, Duration silence) {
        return new WorkerPool(
                new WorkerSettings(
                        mainClass, System.getProperty("java.class.path"), "48m", directory, directory, silence),
                PoolSettings.of(1));
    }
}
