package io.shoptraining.faults;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.faults.Violation.Harm;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The invariants of the files: written without the code that writes the store, so that both are not wrong alike. */
final class StoreInvariants {
    private static final Pattern NAMED =
            Pattern.compile("(.+_v[0-9]+)_(model\\.[a-z]+|loss_curve\\.png|metadata\\.json|checkpoint_.+\\.pth)");
    private static final Set<String> OWN = Set.of("versions.json", "versions.json.lock", "checkpoints", ".store");

    private final Round round;
    private final Path store;
    private final Aftermath after;
    private final Map<String, Aftermath.Model> ledger;
    private final List<Violation> violations = new ArrayList<>();

    StoreInvariants(Round round, Aftermath after) {
        this.round = round;
        this.store = round.savedModels();
        this.after = after;
        this.ledger = after.models().stream().collect(Collectors.toMap(Aftermath.Model::prefix, Function.identity()));
    }

    List<Violation> check() throws IOException {
        for (Aftermath.Model model : after.models()) {
            if (model.status().equals("completed")) {
                i3FilesAreThereAndMatch(model);
            } else if (model.status().equals("training") || model.status().equals("publishing")) {
                wrong("I3", model.prefix() + " is still " + model.status() + " in the ledger");
            }
        }
        for (Aftermath.Task task : after.tasks()) {
            Aftermath.Model model = ledger.get(task.prefix());
            if (task.status().equals("completed")
                    && (model == null || model.status().equals("training"))) {
                lost("I3", "task " + task.taskId() + " is completed, its model is " + model);
            }
        }
        i4EveryFileIsExplained();
        i5VersionsAreTheHighestAccepted();
        i6NothingIsLeftOver();
        return violations;
    }

    private void i3FilesAreThereAndMatch(Aftermath.Model model) throws IOException {
        Path metadata = store.resolve(model.prefix() + "_metadata.json");
        if (!Files.exists(metadata)) {
            lost("I3", model.prefix() + " is completed, but has no metadata");
            return;
        }
        Map<String, Object> json = Json.readObject(Files.readString(metadata));
        if (!(json.get("manifest") instanceof List<?> manifest)) {
            wrong("I3", metadata.getFileName() + " has no manifest");
            return;
        }
        if (!model.taskId().equals(json.get("task_id"))) {
            doubled(
                    "I3",
                    model.prefix() + " is of task " + json.get("task_id") + " by its metadata, of " + model.taskId()
                            + " by the ledger");
        }
        for (Object entry : manifest) {
            Map<String, Object> file = Json.toMap(entry);
            Path path = store.resolve(String.valueOf(file.get("name")));
            if (!Files.exists(path)) {
                lost("I3", path.getFileName() + " is missing");
            } else if (!TracedWorker.sha256(Files.readAllBytes(path)).equals(file.get("sha256"))) {
                wrong("I3", path.getFileName() + " is not what was published");
            }
        }
        i10AToyModelIsTheSameHoweverOftenItWasInterrupted(model);
    }

    private void i10AToyModelIsTheSameHoweverOftenItWasInterrupted(Aftermath.Model model) throws IOException {
        Path file = store.resolve(model.prefix() + "_model.pth");
        if (!model.identifier().endsWith("_toy") || !Files.exists(file)) {
            return;
        }
        for (Aftermath.Task task : after.tasks()) {
            if (task.taskId().equals(model.taskId())
                    && !Files.readString(file).equals(TracedWorker.expectedModel(task.epochs()))) {
                wrong(
                        "I10",
                        model.prefix() + " holds '" + Files.readString(file) + "' after " + task.epochs()
                                + " epochs, attempt " + task.attempt());
            }
        }
    }

    private void i4EveryFileIsExplained() throws IOException {
        for (Path file : files(store, store.resolve("checkpoints"))) {
            String name = file.getFileName().toString();
            Matcher named = NAMED.matcher(name);
            if (named.matches()) {
                if (!ledger.containsKey(named.group(1))) {
                    wrong("I4", name + " carries a number that nobody was given");
                }
            } else if (!OWN.contains(name) && !name.startsWith("versions.json.corrupt-")) {
                wrong("I4", name + " does not belong to the store");
            }
        }
    }

    private static List<Path> files(Path... directories) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path directory : directories) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> entries = Files.list(directory)) {
                    all.addAll(entries.toList());
                }
            }
        }
        return all;
    }

    private void i5VersionsAreTheHighestAccepted() throws IOException {
        round.watch().faults().forEach(fault -> wrong("I5", "versions.json " + fault));
        Map<String, Object> accepted = new TreeMap<>();
        for (Aftermath.Model model : after.models()) {
            if (model.status().equals("completed") && model.verdict().equals("accepted")) {
                accepted.merge(model.identifier(), model.version(), (a, b) -> Math.max((int) a, (int) b));
            }
        }
        Path file = store.resolve("versions.json");
        try {
            Map<String, Object> written = Files.exists(file) ? Json.readObject(Files.readString(file)) : Map.of();
            if (!written.equals(accepted)) {
                wrong("I5", "versions.json says " + written + ", accepted is " + accepted);
            }
        } catch (ShopTrainingException e) {
            wrong("I5", "versions.json cannot be read: " + e.getMessage());
        }
    }

    private void i6NothingIsLeftOver() throws IOException {
        for (Path file : files(store.resolve(".store/attempts"))) {
            wrong("I6", "the directory of attempt " + file.getFileName() + " is left over");
        }
        try (Stream<Path> tree = Files.walk(round.data())) {
            for (Path file : tree.toList()) {
                String name = file.getFileName().toString();
                boolean temporary = name.endsWith(".tmp") || name.endsWith(".part");
                if (temporary && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    wrong("I6", round.data().relativize(file) + " is left over");
                }
            }
        }
        Path outside = round.home().resolve("outside.txt");
        if (!Files.exists(outside) || !Files.readString(outside).equals("nobody may touch this")) {
            wrong("I6", "a file outside the data directory was changed");
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
