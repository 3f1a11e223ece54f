package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The server dies without warning; the next one finishes all that was promised. */
class ServerDeathIT {
    private static final List<String> STEPS = List.of(
            "publish.beforeLinks",
            "publish.betweenLinkAndUnlink",
            "publish.afterModelLink",
            "publish.afterCurveLink",
            "publish.beforeMetadata",
            "publish.betweenMetadataLinkAndSync",
            "publish.afterMetadata",
            "versions.beforeReplace",
            "publish.afterVersions",
            "checkpoint.beforeRename",
            "checkpoint.afterRename");

    @TestFactory
    Stream<DynamicTest> f03KilledAtRandom() {
        return Rounds.of("F03", "the server is killed at random, 2 running and 20 queued", 1, round -> {
            atRandom(round, server -> round.kill(server));
        });
    }

    @TestFactory
    Stream<DynamicTest> f06KilledWithAllItsWorkers() {
        return Rounds.of("F06", "the whole process group is killed, 2 running and 20 queued", 1, round -> {
            atRandom(round, server -> {
                round.history().fault("SIGKILL group");
                server.killGroup();
                round.remember();
            });
        });
    }

    private interface Blow {
        void strike(ServerProcess server) throws Exception;
    }

    private static void atRandom(Round round, Blow blow) throws Exception {
        round.serve();
        EventReader reader = round.reader();
        Client client = round.client();
        for (int i = 0; i < 22; i++) {
            client.submit(round.toy(i % 3 == 0 ? "P002" : "P001", 5, "train", 15));
        }
        // somebody goes on submitting while the server dies; what is then acknowledged counts like all else
        CompletableFuture<Void> more = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 4; i++) {
                client.submitInTheEnd(round.toy("P001", 2, "train", 0));
            }
        });
        round.awaitEvents(reader, 26 + round.random().nextInt(90));
        round.server().exitWithin(Duration.ofMillis(round.random().nextInt(40)));
        blow.strike(round.server());
        round.serve();
        more.join();
        client.awaitAllEnded();
        for (History.Acknowledged task : round.history().acknowledged()) {
            assertThat(client.task(task.taskId()).orElseThrow()).containsEntry("status", "completed");
        }
    }

    @TestFactory
    Stream<DynamicTest> f04KilledAtEachStepOfASave() {
        return Rounds.of("F04", "the server is killed at a step of a save", 1, round -> {
            String step = STEPS.get((int) (round.seed() % STEPS.size()));
            crashAt(round, step);
            round.serve();
            round.client().awaitAllEnded();
            for (History.Acknowledged task : round.history().acknowledged()) {
                assertThat(round.client().task(task.taskId()).orElseThrow()).containsEntry("status", "completed");
            }
        });
    }

    /** Has a server with four tasks die at a step. */
    private static void crashAt(Round round, String step) throws Exception {
        round.serve().stop(); // the first start of all writes a versions.json too
        round.history().fault("server halts at " + step);
        ServerProcess server = round.serve("-Dshoptraining.failpoint=" + step);
        round.reader();
        for (int i = 0; i < 4; i++) {
            round.client().submitInTheEnd(round.toy("P00" + (1 + i % 2), 3, "train", 100));
        }
        assertThat(server.exit(Duration.ofSeconds(60))).isEqualTo(ServerProcess.KILLED);
        round.remember();
    }

    @TestFactory
    Stream<DynamicTest> f05KilledDuringRecovery() {
        return Rounds.of("F05", "the server is killed five times while it recovers", 1, round -> {
            crashAt(round, "publish.beforeLinks");
            List<String> steps = new ArrayList<>(STEPS.subList(1, 9));
            Collections.shuffle(steps, round.random());
            for (String step : steps.subList(0, 3)) {
                round.history().fault("recovery halts at " + step);
                ServerProcess server = round.start(List.of(), "-Dshoptraining.failpoint=" + step);
                await().atMost(Client.PATIENCE)
                        .until(() -> !server.isAlive()
                                || round.client().get("/healthz").status() == 200);
                server.kill();
                round.remember();
            }
            for (int kill = 0; kill < 2; kill++) {
                ServerProcess server = round.start(List.of());
                server.exitWithin(Duration.ofMillis(300 + round.random().nextInt(900)));
                round.kill(server);
            }
            round.serve();
            round.client().awaitAllEnded();
            for (History.Acknowledged task : round.history().acknowledged()) {
                assertThat(round.client().task(task.taskId()).orElseThrow()).containsEntry("status", "completed");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> f08OrphansAreGoneBeforeTheirTaskGoesOn() {
        return Rounds.of("F08", "only the server is killed; one of its workers cannot notice", 1, round -> {
            ServerProcess server = round.serve();
            round.reader();
            Client client = round.client();
            String one = client.submit(round.toy("P001", 60, "train", 50));
            String two = client.submit(round.toy("P002", 60, "train", 50));
            long stopped = Client.processId(client.awaitWork(one, 5));
            long lively = Client.processId(client.awaitWork(two, 5));
            round.history().fault("SIGSTOP worker " + stopped);
            ServerProcess.signal("STOP", stopped);
            round.kill(server);
            await("the worker that sees the end of its input")
                    .until(() -> ProcessHandle.of(lively)
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
            assertThat(ProcessHandle.of(stopped)).isPresent();
            round.serve();
            await("the reaping of the worker that the server has killed")
                    .until(() -> ProcessHandle.of(stopped)
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
            for (String task : List.of(one, two)) {
                Map<String, Object> ended = client.awaitEnd(task);
                assertThat(ended).containsEntry("status", "completed").containsEntry("version", 1);
            }
        });
    }
}
