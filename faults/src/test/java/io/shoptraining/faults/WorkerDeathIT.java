package io.shoptraining.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A worker dies; its task goes on from the last checkpoint with the same number, and nobody else notices. */
class WorkerDeathIT {
    @TestFactory
    Stream<DynamicTest> f01WorkersKilledInRandomEpochs() {
        return Rounds.of("F01", "a worker is killed in a random epoch", 1, round -> {
            round.configure("max_attempts", 10);
            round.serve();
            round.reader();
            Client client = round.client();
            List<String> tasks = Stream.of("P001", "P001", "P002", "P002")
                    .map(product -> client.submit(round.toy(product, 12, "train", 40)))
                    .toList();
            for (int kill = 0; kill < 3; kill++) {
                String victim = tasks.get(round.random().nextInt(2));
                Map<String, Object> task = client.task(victim).orElseThrow();
                if (Client.isEnded(task)) {
                    break;
                }
                task = client.awaitTask(
                        victim, "a worker to kill", now -> Client.processId(now) > 0 || Client.isEnded(now));
                round.server().exitWithin(Duration.ofMillis(round.random().nextInt(400)));
                round.history().fault("SIGKILL worker " + Client.processId(task));
                if (Client.processId(task) > 0) {
                    ServerProcess.signal("KILL", Client.processId(task));
                }
            }
            client.awaitAllEnded();
            for (String task : tasks) {
                assertThat(client.task(task).orElseThrow()).containsEntry("status", "completed");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> f02WorkersThatDieAroundACheckpoint() {
        return Rounds.of("F02", "a worker dies before, while and after it writes a checkpoint", 1, round -> {
            round.serve();
            round.reader();
            Client client = round.client();
            List<String> tasks = Stream.of("die_before_checkpoint", "die_half_checkpoint", "die_before_report")
                    .map(behaviour -> client.submit(round.toy("P001", 5, behaviour, 1)))
                    .toList();
            for (String task : tasks) {
                assertThat(client.awaitEnd(task))
                        .containsEntry("status", "completed")
                        .containsEntry("attempt", 2);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> f09ATaskThatAlwaysAborts() {
        return Rounds.of("F09", "a task whose worker always aborts", 1, round -> {
            round.serve();
            round.reader();
            Client client = round.client();
            String doomed = client.submit(round.toy("P001", 5, "abort", 0));
            String other = client.submit(round.toy("P002", 5, "train", 20));
            Map<String, Object> failed = client.awaitEnd(doomed);
            assertThat(failed)
                    .containsEntry("status", "failed")
                    .containsEntry("error_code", "worker_lost")
                    .containsEntry("attempt", 3);
            assertThat(String.valueOf(failed.get("error"))).contains("SIGABRT");
            assertThat(client.awaitEnd(other))
                    .containsEntry("status", "completed")
                    .containsEntry("attempt", 1);
        });
    }

    @TestFactory
    Stream<DynamicTest> f38AWorkerThatRunsOutOfHeap() {
        return Rounds.of("F38", "a worker runs out of heap", 1, round -> {
            round.serve();
            round.reader();
            Client client = round.client();
            Map<String, Object> failed = client.awaitEnd(client.submit(round.toy("P001", 5, "fill_heap", 0)));
            assertThat(failed).containsEntry("status", "failed").containsEntry("error_code", "out_of_heap");
            assertThat(String.valueOf(failed.get("error"))).contains("worker_heap");
            assertThat(client.awaitEnd(client.submit(round.toy("P001", 5, "train", 0))))
                    .containsEntry("status", "completed");
        });
    }

    @TestFactory
    Stream<DynamicTest> f41AWorkerThatIsStopped() {
        return Rounds.of("F41", "a worker is stopped (SIGSTOP)", 1, round -> {
            round.serve();
            round.reader();
            Client client = round.client();
            String task = client.submit(round.toy("P001", 30, "train", 50));
            long worker =
                    Client.processId(client.awaitWork(task, 5 + round.random().nextInt(30)));
            round.history().fault("SIGSTOP worker " + worker);
            ServerProcess.signal("STOP", worker);
            assertThat(client.awaitEnd(task))
                    .containsEntry("status", "completed")
                    .containsEntry("attempt", 2);
            assertThat(ProcessHandle.of(worker).filter(ProcessHandle::isAlive)).isEmpty();
        });
    }

    @TestFactory
    Stream<DynamicTest> f42AWorkerThatLivesButDoesNotGetOn() {
        return Rounds.of("F42", "a worker sends heartbeats but makes no progress", 1, round -> {
            round.configure("stall_seconds", 2);
            round.serve();
            round.reader();
            Client client = round.client();
            String task = client.submit(round.toy("P001", 5, "stall", 0));
            assertThat(client.awaitEnd(task))
                    .containsEntry("status", "completed")
                    .containsEntry("attempt", 2);
        });
    }
}
