package io.shoptraining.workerpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.protocol.WorkerReport;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {
    private static final Duration PATIENT = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<WorkerProcess> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(WorkerProcess::killAndWait);
    }

    private WorkerProcess start(Class<?> main, Duration silence) {
        return start(main.getName(), silence);
    }

    private WorkerProcess start(String main, Duration silence) {
        return start(main, silence, () -> {});
    }

    private WorkerProcess start(String main, Duration silence, Runnable changed) {
        WorkerProcess worker = WorkerProcess.start(
                new WorkerSettings(main, System.getProperty("java.class.path"), "48m", directory, directory, silence),
                changed);
        started.add(worker);
        return worker;
    }

    private static WorkerExit exit(WorkerProcess worker) {
        return await().atMost(SOON)
                .until(
                        () -> {
                            Optional<WorkerMessage> message = worker.next(Duration.ofMillis(50));
                            return message.filter(WorkerMessage.Gone.class::isInstance)
                                    .map(gone -> ((WorkerMessage.Gone) gone).exit());
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    private static String word(WorkerProcess worker) throws InterruptedException {
        WorkerMessage message = worker.next(SOON).orElseThrow();
        assertThat(message).isInstanceOf(WorkerMessage.Said.class);
        assertThat(((WorkerMessage.Said) message).report()).isInstanceOf(WorkerReport.Logged.class);
        return ((WorkerReport.Logged) ((WorkerMessage.Said) message).report()).message();
    }

    @Test
    void aWorkerThatSaysNothingIsKilledForIt() {
        WorkerExit exit = exit(start(FakeWorkers.Silent.class, Duration.ofMillis(200)));
        assertThat(exit.kind()).isEqualTo(WorkerExit.Kind.HUNG);
        assertThat(exit.code()).isEqualTo(ErrorCode.WORKER_HUNG);
    }

    @Test
    void aStoppedWorkerIsNoticedAndCannotComeBack() throws IOException, InterruptedException {
        WorkerProcess worker = start("io.shoptraining.server.ToyWorker", Duration.ofSeconds(2));
        await().atMost(SOON).until(worker::isReady);
        assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(worker.pid()))
                        .start()
                        .waitFor())
                .isZero();
        WorkerExit exit = exit(worker);
        assertThat(exit.kind()).isEqualTo(WorkerExit.Kind.HUNG);
        assertThat(exit.reason()).contains("silent for 2 s");
        assertThat(worker.isAlive()).isFalse();
    }

    @Test
    void aWorkerWithoutItsCodeIsReportedWithItsLastWords() {
        WorkerExit exit = exit(start("no.such.Worker", PATIENT));
        assertThat(exit.kind()).isEqualTo(WorkerExit.Kind.FAILED);
        assertThat(exit.reason()).contains("exit status 1").contains("no.such.Worker");
    }

    @Test
    void anErrorOfOurOwnIsToldByItsMessageAndNotByItsStackTrace() {
        WorkerExit exit = exit(start(FakeWorkers.Breaks.class, PATIENT));
        assertThat(exit.kind()).isEqualTo(WorkerExit.Kind.ERROR_IN_OUR_CODE);
        assertThat(exit.reason()).contains("a bug of ours").doesNotContain("FakeWorkers.java");
    }

    @Test
    void theReasonForWhichAWorkerIsKilledIsThatOfItsEnd() {
        WorkerProcess worker = start(FakeWorkers.Quiet.class, PATIENT);
        WorkerExit late = new WorkerExit(WorkerExit.Kind.TIME_LIMIT, "took longer than 1 s");
        worker.kill(late);
        worker.kill(new WorkerExit(WorkerExit.Kind.STALLED, "a second reason"));
        assertThat(exit(worker)).isEqualTo(late);
        assertThat(exit(worker)).isEqualTo(late);
    }

    @Test
    void whomAWorkerStartedEndsWithIt() throws InterruptedException {
        WorkerProcess worker = start(FakeWorkers.Parent.class, PATIENT);
        List<ProcessId> family = family(worker);
        worker.killAndWait();
        assertThat(family).allMatch(member -> member.running().isEmpty());
    }

    @Test
    void whomAWorkerStartedEndsWithItAlsoWhenItLeavesByItself() throws InterruptedException {
        WorkerProcess worker = start(FakeWorkers.Parent.class, PATIENT);
        List<ProcessId> family = family(worker);
        assertThat(worker.rssMb()).isPositive();
        worker.askToLeave();
        assertThat(exit(worker).kind()).isEqualTo(WorkerExit.Kind.ENDED);
        await().atMost(SOON)
                .until(() -> family.stream().allMatch(member -> member.running().isEmpty()));
    }

    /** Child and grandchild, which are alive. */
    private static List<ProcessId> family(WorkerProcess worker) throws InterruptedException {
        List<ProcessId> family = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            long pid = Long.parseLong(word(worker));
            family.add(ProcessId.of(ProcessHandle.of(pid).orElseThrow()));
        }
        assertThat(family).allMatch(member -> member.running().isPresent());
        return family;
    }

    @Test
    void anOrphanIsKilledWithWhomItStartedAndOnlyWhenItIsStillTheSameProcess() throws InterruptedException {
        WorkerProcess worker = start(FakeWorkers.Parent.class, PATIENT);
        List<ProcessId> family = family(worker);
        assertThat(WorkerProcess.killOrphan(worker.pid(), worker.startTime() + "0"))
                .isFalse();
        assertThat(worker.isAlive()).isTrue();
        assertThat(WorkerProcess.killOrphan(worker.pid(), worker.startTime())).isTrue();
        assertThat(family).allMatch(member -> member.running().isEmpty());
        assertThat(exit(worker).reason()).contains("signal 9");
        assertThat(WorkerProcess.killOrphan(worker.pid(), worker.startTime())).isFalse();
    }

    @Test
    void nothingIsLostOfAWorkerThatSaysMoreThanAnybodyListensTo() throws InterruptedException {
        WorkerProcess worker = start(FakeWorkers.Talkative.class, PATIENT);
        for (int number = 0; number < FakeWorkers.Talkative.WORDS; number++) {
            assertThat(word(worker)).isEqualTo(String.valueOf(number));
        }
    }

    @Test
    void aLineWithoutEndDoesNotFillOurMemory() {
        WorkerExit exit = exit(start(FakeWorkers.Endless.class, PATIENT));
        assertThat(exit.kind()).isEqualTo(WorkerExit.Kind.GARBAGE);
        assertThat(exit.reason()).hasSizeLessThan(400);
    }

    @Test
    void anObjectOfJavaOnThePipeIsRefusedAndNotBroughtToLife() {
        WorkerProcess worker = start(FakeWorkers.Sends.class, PATIENT);
        assertThat(exit(worker).kind()).isEqualTo(WorkerExit.Kind.GARBAGE);
        assertThat(directory.resolve(FakeWorkers.Sends.CANARY)).doesNotExist();
    }

    @Test
    void aWorkerThatCannotBeFollowedIsGoneForWhoeverWaitsForIt() {
        for (Throwable fault : List.of(new OutOfMemoryError("as if"), new IllegalStateException("as if"))) {
            AtomicInteger calls = new AtomicInteger();
            WorkerProcess worker = start(FakeWorkers.Quiet.class.getName(), PATIENT, () -> {
                if (calls.incrementAndGet() == 1) {
                    sneak(fault);
                }
            });
            assertThat(exit(worker).reason()).contains("could not follow");
            await().atMost(SOON).until(() -> !worker.isAlive() && calls.get() == 2);
        }
    }

    private static void sneak(Throwable fault) {
        if (fault instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) fault;
    }

    @Test
    void aProcessEndsAlsoWhenTheSystemDoesNotTellWhomItHasStarted() throws IOException {
        Process process = new ProcessBuilder("sleep", "1000").start();
        ProcessHandle handle = process.toHandle();
        ProcessHandle silent = (ProcessHandle) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ProcessHandle.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("descendants")) {
                        throw new IllegalStateException("too many open files");
                    }
                    return method.invoke(handle, arguments);
                });
        assertThat(new ProcessTree(silent).killAndWait(SOON)).isTrue();
        assertThat(process.onExit().join().exitValue()).isEqualTo(128 + 9);
    }

    @Test
    void nothingOfAWorkerIsLeftOnTheDisk() {
        WorkerProcess worker = start(FakeWorkers.Quiet.class, PATIENT);
        assertThat(directory.toFile().list()).hasSize(1);
        worker.killAndWait();
        assertThat(directory.toFile().list()).isEmpty();
    }
}
