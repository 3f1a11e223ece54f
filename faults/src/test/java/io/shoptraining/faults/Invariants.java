package io.shoptraining.faults;

import io.shoptraining.faults.Violation.Harm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What ShopTraining promises of its tasks, whatever was done to it; looked at when the last server has ended. */
final class Invariants {
    private final Round round;
    private final List<Violation> violations = new ArrayList<>();

    Invariants(Round round) {
        this.round = round;
    }

    List<Violation> check() throws Exception {
        Aftermath after = Aftermath.read(round.data());
        if (!after.integrity().equals("ok")) {
            wrong("I0", "the database is damaged: " + after.integrity());
        }
        List<Trace.Line> trace = Trace.read(round.home().resolve("trace.txt"));
        i1EveryAcknowledgedTaskEndsOnce(after);
        i2NumbersAreUniqueAndWithoutHoles(after);
        violations.addAll(new StoreInvariants(round, after).check());
        i7NoEpochIsTrainedTwiceThatWasSaved(after, trace);
        i7NoTwoWorkersAreAtOneTask(trace);
        for (EventReader reader : round.readers()) {
            i8EventsRiseAndEndOnce(after, reader.events());
        }
        i9NoProcessIsLeft(trace);
        return found();
    }

    List<Violation> found() {
        return violations.stream()
                .filter(violation -> !round.isWaived(violation.invariant()))
                .toList();
    }

    private void i1EveryAcknowledgedTaskEndsOnce(Aftermath after) {
        Map<String, Aftermath.Task> tasks =
                after.tasks().stream().collect(Collectors.toMap(Aftermath.Task::taskId, Function.identity()));
        for (History.Acknowledged promised : round.history().acknowledged()) {
            Aftermath.Task task = tasks.get(promised.taskId());
            if (task == null) {
                lost("I1", "task " + promised.taskId() + " was acknowledged and does not exist");
            } else if (!task.isEnded()) {
                lost("I1", "task " + promised.taskId() + " never ended; it is " + task.status());
            } else if (!task.prefix().equals(promised.prefix())) {
                doubled("I1", "task " + promised.taskId() + " was " + promised.prefix() + ", became " + task.prefix());
            }
        }
        round.history().tasksByKey().forEach((key, ids) -> {
            if (ids.size() > 1) {
                doubled("I1", "one idempotency key was answered with " + ids.size() + " tasks: " + ids);
            }
        });
        endsAreFinal(tasks);
    }

    /** Nobody may see another state in an answer asked for after somebody saw the end. */
    private void endsAreFinal(Map<String, Aftermath.Task> tasks) {
        Map<String, History.Observation> firstEnds = new HashMap<>();
        for (History.Observation seen : round.history().observations()) {
            if (Client.isEnded(Map.of("status", seen.status()))) {
                firstEnds.merge(seen.taskId(), seen, (a, b) -> a.untilNanos() <= b.untilNanos() ? a : b);
            }
        }
        for (History.Observation seen : round.history().observations()) {
            History.Observation end = firstEnds.get(seen.taskId());
            if (end != null
                    && seen.fromNanos() > end.untilNanos()
                    && !seen.status().equals(end.status())) {
                wrong("I1", "task " + seen.taskId() + " was " + end.status() + " and became " + seen.status());
            }
        }
        firstEnds.forEach((id, end) -> {
            Aftermath.Task task = tasks.get(id);
            if (task != null && !task.status().equals(end.status())) {
                wrong("I1", "task " + id + " was seen " + end.status() + ", but is stored as " + task.status());
            }
        });
    }

    private void i2NumbersAreUniqueAndWithoutHoles(Aftermath after) {
        Map<String, List<Integer>> ledger = new TreeMap<>();
        after.models()
                .forEach(model -> ledger.computeIfAbsent(model.identifier(), name -> new ArrayList<>())
                        .add(model.version()));
        ledger.forEach((identifier, numbers) -> {
            long distinct = numbers.stream().distinct().count();
            if (distinct != numbers.size()) {
                doubled("I2", identifier + " has a number twice: " + numbers);
            }
            int highest = numbers.stream().mapToInt(Integer::intValue).max().orElse(0);
            if (highest != distinct) {
                lost("I2", identifier + " has holes in its ledger: " + numbers);
            }
        });
        after.tasks().stream()
                .collect(Collectors.groupingBy(Aftermath.Task::prefix, Collectors.counting()))
                .forEach((prefix, count) -> {
                    if (count > 1) {
                        doubled("I2", prefix + " belongs to " + count + " tasks");
                    }
                });
    }

    /** The last checkpoint of all may be in its place without being recorded when the server dies between the two. */
    private void i7NoEpochIsTrainedTwiceThatWasSaved(Aftermath after, List<Trace.Line> trace) {
        Map<String, String> prefixes =
                after.tasks().stream().collect(Collectors.toMap(Aftermath.Task::taskId, Aftermath.Task::prefix));
        Map<String, Integer> beginnings = new TreeMap<>();
        for (Trace.Line line : trace) {
            if (line.what().equals("begin")) {
                beginnings.put(line.taskId() + "." + line.attempt(), line.epoch());
                int saved = round.watch().checkpoints().stream()
                        .filter(seen -> seen.prefix().equals(prefixes.get(line.taskId())))
                        .filter(seen -> seen.nanos() < line.nanos())
                        .mapToInt(StoreWatch.Checkpoint::epoch)
                        .max()
                        .orElse(0);
                if (line.epoch() < saved) {
                    lost(
                            "I7",
                            "attempt " + line.attempt() + " of " + line.taskId() + " began with epoch " + line.epoch()
                                    + " although epoch " + saved + " had been saved");
                }
            }
        }
        round.mustBeginWith().forEach((attempt, epoch) -> {
            Integer began = beginnings.get(attempt);
            if (began != null && !began.equals(epoch)) {
                lost(
                        "I7",
                        "attempt " + attempt + " began with epoch " + began + ", but epoch " + epoch
                                + " was the next after the last recorded checkpoint");
            }
        });
    }

    /** The next attempt begins only when the worker of the one before is gone; two attempts of one number never are. */
    private void i7NoTwoWorkersAreAtOneTask(List<Trace.Line> trace) {
        Map<String, Integer> newest = new HashMap<>();
        Map<String, Long> worker = new HashMap<>();
        for (Trace.Line line : trace.stream()
                .sorted((a, b) -> Long.compare(a.nanos(), b.nanos()))
                .toList()) {
            int attempt = newest.merge(line.taskId(), line.attempt(), Math::max);
            if (line.attempt() < attempt) {
                doubled(
                        "I7b",
                        "attempt " + line.attempt() + " of " + line.taskId() + " was still at work after attempt "
                                + attempt + " had begun");
            }
            Long before = worker.putIfAbsent(line.taskId() + "." + line.attempt(), line.pid());
            if (before != null && before != line.pid()) {
                doubled("I7b", "two workers made attempt " + line.attempt() + " of " + line.taskId());
            }
        }
    }

    /** @param events as one subscriber saw them */
    void i8EventsRiseAndEndOnce(Aftermath after, List<EventReader.Seen> events) {
        Map<String, String> status =
                after.tasks().stream().collect(Collectors.toMap(Aftermath.Task::taskId, Aftermath.Task::status));
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i).seq() <= events.get(i - 1).seq()) {
                doubled(
                        "I8",
                        "event " + events.get(i).seq() + " came after event "
                                + events.get(i - 1).seq());
            }
        }
        Map<String, List<EventReader.Seen>> byTask =
                events.stream().collect(Collectors.groupingBy(EventReader.Seen::taskId));
        for (History.Acknowledged task : round.history().acknowledged()) {
            endsOnce(task.taskId(), status.get(task.taskId()), byTask.getOrDefault(task.taskId(), List.of()));
        }
    }

    private void endsOnce(String id, @Nullable String status, List<EventReader.Seen> events) {
        List<EventReader.Seen> ends =
                events.stream().filter(EventReader.Seen::isTerminal).toList();
        List<EventReader.Seen> completions = events.stream()
                .filter(event -> event.event().equals("training_completed"))
                .toList();
        if (ends.isEmpty()) {
            lost("I8", "a subscriber never heard of the end of task " + id);
            return;
        }
        if (ends.size() > 1) {
            doubled("I8", "a subscriber heard " + ends.size() + " times of the end of task " + id);
        }
        if (!Objects.equals(ends.get(0).payload().get("status"), status)) {
            wrong(
                    "I8",
                    "task " + id + " is " + status + ", its last event says "
                            + ends.get(0).payload().get("status"));
        }
        int expected = Objects.equals(status, "completed") ? 1 : 0;
        if (completions.size() != expected) {
            violations.add(new Violation(
                    "I8",
                    completions.size() > expected ? Harm.DOUBLED : Harm.LOST,
                    "training_completed came " + completions.size() + " times for task " + id + ", which is "
                            + status));
        }
        for (EventReader.Seen event : events) {
            if (event.seq() > ends.get(0).seq() && !event.event().equals("training_completed")) {
                wrong("I8", "a " + event.event() + " followed the end of task " + id);
            }
        }
        progressRises(id, events);
    }

    private void progressRises(String id, List<EventReader.Seen> events) {
        double highest = 0;
        Object attempt = null;
        for (EventReader.Seen event : events) {
            if (event.event().equals("training_update")
                    && !Objects.equals(event.payload().get("attempt"), attempt)) {
                attempt = event.payload().get("attempt");
                highest = 0;
            }
            if (event.event().equals("training_progress")
                    && event.payload().get("progress") instanceof Number progress) {
                if (progress.doubleValue() < highest) {
                    wrong("I8", "the progress of task " + id + " fell from " + highest + " to " + progress);
                }
                highest = progress.doubleValue();
            }
        }
    }

    private void i9NoProcessIsLeft(List<Trace.Line> trace) throws IOException {
        Set<Long> pids = trace.stream().map(Trace.Line::pid).collect(Collectors.toSet());
        for (long pid : pids) {
            Path commandLine = Path.of("/proc", String.valueOf(pid), "cmdline");
            if (isWorker(commandLine)) {
                wrong("I9", "worker process " + pid + " outlived the last server");
            }
        }
    }

    private static boolean isWorker(Path commandLine) {
        try {
            return Files.readString(commandLine).contains(TracedWorker.class.getName());
        } catch (IOException e) {
            return false;
        }
    }

    private void lost(String invariant, String message) {
        violations.add(new Violation(invariant, Harm.LOST, message));
    }

    private void doubled(String invariant, String message) {
        violations.add(new Violation(invariant, Harm.DOUBLED, message));
    }

    private void wrong(String invariant, String message) {
        violations.add(new Violation(invariant, Harm.WRONG, message));
    }
}
