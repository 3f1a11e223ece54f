package io.shoptraining.workerpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerPoolTest {
    private static final String TOY = "io.shoptraining.server.ToyWorker";
    private static final PoolSettings TWO = new PoolSettings(2, 100, Duration.ZERO, 1000);

    @TempDir
    Path directory;

    private @Nullable WorkerPool opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private WorkerPool pool(String mainClass, PoolSettings bounds, Duration silence) {
        close();
        WorkerSettings settings = new WorkerSettings(
                mainClass, System.getProperty("java.class.path"), "48m", directory, directory, silence);
        opened = new WorkerPool(settings, bounds);
        return opened;
    }

    private WorkerPool pool() {
        return pool(TOY, TWO, Duration.ofSeconds(15));
    }

    private static PoolStatus awaitStatus(WorkerPool pool, Predicate<PoolStatus> wanted) {
        return await().atMost(Duration.ofSeconds(60)).until(pool::status, wanted);
    }

    @Test
    void workersAreStartedAheadAndTheWarmOnesAreLentFirst() {
        WorkerPool pool = pool();
        pool.warmUp();
        awaitStatus(pool, status -> status.idle() == 2);
        WorkerProcess first = pool.lend();
        WorkerProcess second = pool.lend();
        assertThat(first.isReady()).isTrue();
        assertThat(second.isReady()).isTrue();
        assertThat(second).isNotSameAs(first);
        PoolStatus status = pool.status();
        assertThat(status.started()).isEqualTo(2);
        assertThat(status.busy()).isEqualTo(2);
        assertThat(status.fault()).isNull();
    }

    @Test
    void nobodyWaitsForTheWorkerOfAnother() {
        WorkerPool pool = pool();
        pool.lend();
        pool.lend();
        assertThat(pool.lend().isAlive()).isTrue();
        assertThat(pool.status().busy()).isEqualTo(3);
    }

    @Test
    void aWorkerIsKeptForTheNextAndEndsWithItsPool() {
        WorkerPool pool = pool();
        WorkerProcess worker = pool.lend();
        pool.giveBack(worker, true);
        assertThat(pool.lend()).isSameAs(worker);
        await().until(() -> worker.engine().equals("toy 1"));
        pool.giveBack(worker, true);
        pool.close();
        assertThat(worker.isAlive()).isFalse();
        assertThatThrownBy(pool::lend)
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
    }

    @Test
    void aWorkerThatIsNotReusableIsReplaced() {
        WorkerPool pool = pool();
        WorkerProcess worker = pool.lend();
        pool.giveBack(worker, false);
        assertThat(worker.isAlive()).isFalse();
        assertThat(pool.lend()).isNotSameAs(worker);
        assertThat(pool.status().killed()).isEqualTo(1);
    }

    @Test
    void anIdleWorkerThatDiesIsReplaced() {
        WorkerPool pool = pool();
        pool.warmUp();
        awaitStatus(pool, status -> status.idle() == 2);
        WorkerProcess worker = pool.lend();
        pool.giveBack(worker, true);
        ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly();
        PoolStatus status = awaitStatus(pool, now -> now.idle() == 2 && now.lost() == 1);
        assertThat(status.started()).isEqualTo(3);
        assertThat(pool.lend().pid()).isNotEqualTo(worker.pid());
    }

    @Test
    void anIdleWorkerThatIsStoppedIsReplaced() throws IOException, InterruptedException {
        WorkerPool pool = pool(TOY, new PoolSettings(1, 100, Duration.ZERO, 1000), Duration.ofSeconds(2));
        pool.warmUp();
        awaitStatus(pool, status -> status.idle() == 1);
        WorkerProcess worker = pool.lend();
        pool.giveBack(worker, true);
        assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(worker.pid()))
                        .start()
                        .waitFor())
                .isZero();
        awaitStatus(pool, status -> status.lost() == 1 && status.idle() == 1);
        assertThat(worker.isAlive()).isFalse();
    }

    @Test
    void aWorkerGivesPlaceAfterItsTasks() {
        WorkerPool pool = pool(TOY, new PoolSettings(1, 2, Duration.ZERO, 1000), Duration.ofSeconds(15));
        WorkerProcess worker = pool.lend();
        pool.giveBack(worker, true);
        assertThat(pool.lend()).isSameAs(worker);
        pool.giveBack(worker, true);
        assertThat(worker.isAlive()).isFalse();
        assertThat(pool.status().recycled()).isEqualTo(1);
    }

    @Test
    void aYoungWorkerGoesOnAfterItsTasks() {
        WorkerPool pool = pool(TOY, new PoolSettings(1, 1, Duration.ofHours(1), 1000), Duration.ofSeconds(15));
        WorkerProcess worker = pool.lend();
        pool.giveBack(worker, true);
        assertThat(pool.lend()).isSameAs(worker);
    }

    @Test
    void aWorkerThatHoldsMuchMemoryGivesPlace() {
        WorkerPool pool = pool(TOY, new PoolSettings(1, 100, Duration.ZERO, 1), Duration.ofSeconds(15));
        WorkerProcess worker = pool.lend();
        await().atMost(Duration.ofSeconds(60)).until(() -> worker.reportedRssMb() > 1);
        pool.giveBack(worker, true);
        assertThat(worker.isAlive()).isFalse();
        assertThat(pool.status().recycled()).isEqualTo(1);
    }

    @Test
    void workersThatDieAtTheStartEndInAClearWordAndNotInALoop() {
        WorkerPool pool = pool(FakeWorkers.DiesAtStart.class.getName(), TWO, Duration.ofSeconds(15));
        pool.warmUp();
        PoolStatus status = awaitStatus(pool, now -> now.fault() != null);
        assertThat(status.started()).isEqualTo(3);
        assertThat(status.fault()).contains("3 ended before they were ready", "libfancy.so is missing");
        assertThatThrownBy(pool::lend)
                .isInstanceOf(ShopTrainingException.class)
                .hasMessageContaining("libfancy.so is missing");
        assertThat(pool.status().started()).isEqualTo(3);
    }

    /** As without open files: for want of its folder no worker can be started. */
    @Test
    void theWatcherOutlivesWhatItDidNotExpect() throws IOException {
        FileSystem disk = FileSystems.newFileSystem(directory.resolve("disk.zip"), Map.of("create", "true"));
        WorkerSettings settings = new WorkerSettings(
                TOY,
                System.getProperty("java.class.path"),
                "48m",
                disk.getPath("/"),
                directory,
                Duration.ofSeconds(15));
        WorkerPool pool = new WorkerPool(settings, TWO);
        opened = pool;
        pool.warmUp();
        awaitStatus(pool, status -> status.idle() == 2);
        WorkerProcess first = pool.lend();
        WorkerProcess second = pool.lend();
        pool.giveBack(first, true);
        pool.giveBack(second, true);
        disk.close();

        first.kill();
        awaitStatus(pool, status -> status.lost() == 1);
        second.kill();
        assertThat(awaitStatus(pool, status -> status.lost() == 2).started()).isEqualTo(2);
    }

    @Test
    void whatAServerThatIsGoneLeftOnTheDiskIsDeleted() throws IOException {
        Path old = Files.createDirectory(directory.resolve("worker_of_" + Integer.MAX_VALUE + "_1"));
        Files.writeString(old.resolve("libduckdb_java1.so"), "big");
        Path ours = Files.createDirectory(
                directory.resolve("worker_of_" + ProcessHandle.current().pid() + "_2"));
        Path other = Files.createDirectory(directory.resolve("something else"));
        pool(TOY, TWO, Duration.ofSeconds(15)).close();
        assertThat(old).doesNotExist();
        assertThat(ours).exists();
        assertThat(other).exists();
    }
}
