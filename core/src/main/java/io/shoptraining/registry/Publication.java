package io.shoptraining.registry;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The steps P3 and P5 to P8 of the publication of a model. Each may be repeated: what is already done is recognised by
 * its hash. None retries a failed write, since after a failed force nobody knows what is on the disk.
 */
final class Publication {
    private final StoreLayout layout;
    private final MetadataFiles metadataFiles;
    private final VersionsFile versions;

    Publication(StoreLayout layout, MetadataFiles metadataFiles, VersionsFile versions) {
        this.layout = layout;
        this.metadataFiles = metadataFiles;
        this.versions = versions;
    }

    /** P3: checks what the worker staged and gives each file its final name within the stage. */
    List<ManifestFile> manifest(String prefix, Path stage, List<StagedFile> files) throws IOException {
        List<ManifestFile> manifest = new ArrayList<>();
        for (StagedFile file : files) {
            Path staged = stage.resolve(file.name());
            Content.require(staged, file.size(), file.sha256());
            String name = finalName(prefix, file);
            if (manifest.stream().anyMatch(other -> other.name().equals(name))) {
                throw new IllegalArgumentException("two staged files of kind " + file.kind());
            }
            manifest.add(new ManifestFile(file.kind(), name, file.size(), file.sha256()));
        }
        for (int i = 0; i < files.size(); i++) {
            Path staged = stage.resolve(files.get(i).name());
            Durable.protect(staged);
            Durable.syncFile(staged);
            Durable.rename(staged, stage.resolve(manifest.get(i).name()));
        }
        return List.copyOf(manifest);
    }

    private static String finalName(String prefix, StagedFile file) {
        return switch (file.kind()) {
            case "model" -> {
                // a part is called model.pth.part: the extension is that of the model
                String name = file.name().endsWith(".part")
                        ? file.name().substring(0, file.name().length() - ".part".length())
                        : file.name();
                int dot = name.lastIndexOf('.');
                yield ModelFileName.model(prefix, dot < 0 ? ".pth" : name.substring(dot));
            }
            case "loss_curve" -> ModelFileName.lossCurve(prefix);
            default -> throw new IllegalArgumentException("no such kind of file: " + file.kind());
        };
    }

    /** P5 to P8. */
    void publish(ModelMetadata metadata, Path stage) throws IOException {
        refuseOther(metadata);
        Failpoint.reach("publish.beforeLinks");
        for (ManifestFile file : metadata.manifest()) {
            place(file, stage);
            Failpoint.reach(file.kind().equals("model") ? "publish.afterModelLink" : "publish.afterCurveLink");
        }
        Durable.syncDirectory(layout.root());
        Failpoint.reach("publish.beforeMetadata");
        commit(metadata, stage);
        Failpoint.reach("publish.afterMetadata");
        if (metadata.isAccepted()) {
            versions.raise(Map.of(metadata.modelIdentifier(), metadata.version()));
        }
        Failpoint.reach("publish.afterVersions");
    }

    private void refuseOther(ModelMetadata metadata) throws IOException {
        if (Files.exists(layout.metadata(metadata.filenamePrefix()))
                && !metadataFiles.read(metadata.filenamePrefix()).isSamePublication(metadata)) {
            throw taken(metadata.filenamePrefix());
        }
    }

    private static ShopTrainingException taken(String prefix) {
        return new ShopTrainingException(
                ErrorCode.CONFLICT, prefix + " is already published by another attempt or task; nothing was changed");
    }

    private void place(ManifestFile file, Path stage) throws IOException {
        Path target = layout.root().resolve(file.name());
        Path part = stage.resolve(file.name());
        if (!Files.exists(target)) {
            Content.require(part, file.size(), file.sha256());
            Durable.protect(part);
            Durable.syncFile(part);
            try {
                Durable.link(part, target);
            } catch (FileAlreadyExistsException e) {
                throw new ShopTrainingException(
                        ErrorCode.CONFLICT, file.name() + " appeared in the store meanwhile; it was left as it is", e);
            }
            Failpoint.reach("publish.betweenLinkAndUnlink");
        } else if (Content.fault(target, file.size(), file.sha256()).isPresent()) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT,
                    file.name() + " is in the store already, with other content; it was left as it is");
        } else {
            Durable.syncFile(target);
        }
        Files.deleteIfExists(part);
    }

    private void commit(ModelMetadata metadata, Path stage) throws IOException {
        Path target = layout.metadata(metadata.filenamePrefix());
        if (Files.exists(target)) {
            Durable.syncFile(target);
            Durable.syncDirectory(layout.root());
            return;
        }
        Durable.directory(stage);
        Path part = stage.resolve(ModelFileName.metadata(metadata.filenamePrefix()));
        Durable.write(part, Json.writePretty(metadata).getBytes(StandardCharsets.UTF_8));
        try {
            Durable.link(part, target);
        } catch (FileAlreadyExistsException e) {
            throw taken(metadata.filenamePrefix());
        }
        Failpoint.reach("publish.betweenMetadataLinkAndSync");
        Durable.syncDirectory(layout.root());
        Files.deleteIfExists(part);
    }

    /** How far a publication came: what recovery has to do about it. */
    PublishState state(String prefix, List<ManifestFile> manifest, Path stage) throws IOException {
        if (Files.exists(layout.metadata(prefix))) {
            try {
                if (!metadataFiles.read(prefix).manifest().equals(manifest)) {
                    return PublishState.TAKEN;
                }
            } catch (ShopTrainingException e) {
                if (e.code() != ErrorCode.DAMAGED_FILE) {
                    throw e;
                }
                return PublishState.ROLL_BACK;
            }
            for (ManifestFile file : manifest) {
                if (isWrong(layout.root(), file)) {
                    return PublishState.ROLL_BACK;
                }
            }
            return PublishState.COMMITTED;
        }
        for (ManifestFile file : manifest) {
            boolean placed = Files.exists(layout.root().resolve(file.name()));
            if (isWrong(placed ? layout.root() : stage, file)) {
                return PublishState.ROLL_BACK;
            }
        }
        return PublishState.ROLL_FORWARD;
    }

    private static boolean isWrong(Path directory, ManifestFile file) throws IOException {
        return Content.fault(directory.resolve(file.name()), file.size(), file.sha256())
                .isPresent();
    }
}
