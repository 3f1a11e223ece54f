package io.shoptraining.registry;

import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Looks for whatever is not as it should be in a store; changes nothing. */
final class Inspection {
    private static final Set<String> OWN = Set.of("versions.json", "versions.json.lock", "checkpoints", ".store");

    private final StoreLayout layout;
    private final MetadataFiles metadataFiles;
    private final VersionsFile versions;
    private final Housekeeping housekeeping;

    Inspection(StoreLayout layout, MetadataFiles metadataFiles, VersionsFile versions, Housekeeping housekeeping) {
        this.layout = layout;
        this.metadataFiles = metadataFiles;
        this.versions = versions;
        this.housekeeping = housekeeping;
    }

    /** The problems of one model. */
    List<Problem> model(String prefix) throws IOException {
        Path file = layout.metadata(prefix);
        if (!Files.exists(file)) {
            return List.of(new Problem(StoreLayout.name(file), "is missing"));
        }
        try {
            return files(metadataFiles.read(prefix));
        } catch (ShopTrainingException e) {
            return List.of(new Problem(StoreLayout.name(file), String.valueOf(e.getMessage())));
        }
    }

    private List<Problem> files(ModelMetadata metadata) throws IOException {
        List<Problem> problems = new ArrayList<>();
        for (ManifestFile file : metadata.manifest()) {
            Content.fault(layout.root().resolve(file.name()), file.size(), file.sha256())
                    .ifPresent(reason -> problems.add(new Problem(file.name(), reason)));
        }
        return problems;
    }

    /** Whoever asks about the whole store is told also of what cannot be read for the moment. */
    private List<Problem> readable(ModelMetadata metadata) {
        try {
            return files(metadata);
        } catch (IOException e) {
            return List.of(new Problem(metadata.filenamePrefix(), "cannot be read: " + e.getMessage()));
        }
    }

    /** The first file that is not there, or is of another size. */
    Optional<Problem> missing(List<ManifestFile> manifest) throws IOException {
        for (ManifestFile file : manifest) {
            Optional<String> fault = Content.absence(layout.root().resolve(file.name()), file.size());
            if (fault.isPresent()) {
                return Optional.of(new Problem(file.name(), fault.get()));
            }
        }
        return Optional.empty();
    }

    /** @param modelCheck opens a model file and throws when it cannot be used */
    VerifyReport all(Consumer<Path> modelCheck) throws IOException {
        MetadataFiles.Scan scan = metadataFiles.scan();
        List<Problem> problems = new ArrayList<>(scan.problems());
        Set<String> known = new HashSet<>(OWN);
        scan.problems().forEach(problem -> known.add(problem.file()));
        for (ModelMetadata metadata : scan.models()) {
            known.add(ModelFileName.metadata(metadata.filenamePrefix()));
            metadata.manifest().forEach(file -> known.add(file.name()));
            List<Problem> found = readable(metadata);
            problems.addAll(found);
            if (found.isEmpty()) {
                problems.addAll(opened(metadata, modelCheck));
            }
        }
        problems.addAll(numbering());
        for (Path file : StoreLayout.list(layout.root())) {
            String name = StoreLayout.name(file);
            if (!known.contains(name)) {
                problems.add(new Problem(name, stray(name)));
            }
        }
        return new VerifyReport(scan.models().size(), problems);
    }

    private List<Problem> opened(ModelMetadata metadata, Consumer<Path> modelCheck) {
        List<Problem> problems = new ArrayList<>();
        for (ManifestFile file : metadata.manifest()) {
            if (file.kind().equals("model")) {
                try {
                    modelCheck.accept(layout.root().resolve(file.name()));
                } catch (ShopTrainingException e) {
                    problems.add(new Problem(file.name(), "cannot be opened: " + e.getMessage()));
                }
            }
        }
        return problems;
    }

    private List<Problem> numbering() throws IOException {
        List<Problem> problems = new ArrayList<>();
        versions.fault().ifPresent(reason -> problems.add(new Problem("versions.json", reason)));
        if (problems.isEmpty()) {
            Map<String, Integer> written = versions.read();
            Map<String, Integer> accepted = metadataFiles.highestAccepted();
            accepted.forEach((identifier, highest) -> {
                int number = written.getOrDefault(identifier, 0);
                if (number < highest) {
                    problems.add(new Problem(
                            "versions.json",
                            "says " + number + " for " + identifier + ", but version " + highest + " is accepted"));
                }
            });
            for (Map.Entry<String, Integer> entry : written.entrySet()) {
                String identifier = entry.getKey();
                int number = entry.getValue();
                // the number of a deleted model stays, since it never decreases
                if (number > accepted.getOrDefault(identifier, 0)
                        && !housekeeping.isQuarantined(ModelFileName.prefix(identifier, number))) {
                    problems.add(new Problem(
                            "versions.json",
                            "says " + number + " for " + identifier + ", but no such model is accepted"));
                }
            }
        }
        return problems;
    }

    private static String stray(String name) {
        if (name.startsWith("versions.json.corrupt-")) {
            return "was kept aside because it was damaged; delete it when it is no longer wanted";
        }
        int end = Math.max(name.lastIndexOf("_model."), name.lastIndexOf("_loss_curve."));
        return end > 0 && ModelFileName.parse(name.substring(0, end)).isPresent()
                ? "has no metadata that mentions it"
                : "does not belong to the store";
    }
}
