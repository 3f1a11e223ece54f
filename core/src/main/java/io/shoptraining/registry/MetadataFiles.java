package io.shoptraining.registry;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the metadata files of a store. */
final class MetadataFiles {
    private static final long MAX_BYTES = 64 << 20;

    private final StoreLayout layout;

    MetadataFiles(StoreLayout layout) {
        this.layout = layout;
    }

    /** The readable metadata, and what is wrong with the others. */
    record Scan(List<ModelMetadata> models, List<Problem> problems) {}

    /** The metadata of one model, which must be there. */
    ModelMetadata read(String prefix) throws IOException {
        Path file = layout.metadata(prefix);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw damaged(file, "is not a regular file", new IllegalStateException(prefix));
        }
        if (Files.size(file) > MAX_BYTES) {
            throw damaged(file, "has " + Files.size(file) + " bytes", new IllegalStateException(prefix));
        }
        ModelMetadata metadata;
        try {
            metadata = Json.read(Files.readString(file), ModelMetadata.class);
        } catch (CharacterCodingException e) {
            throw damaged(file, "is not UTF-8", e);
        } catch (ShopTrainingException e) {
            throw damaged(file, String.valueOf(e.getMessage()), e);
        }
        if (!metadata.filenamePrefix().equals(prefix)) {
            throw damaged(file, "is about " + metadata.filenamePrefix(), new IllegalStateException(prefix));
        }
        return metadata;
    }

    private static ShopTrainingException damaged(Path file, String reason, Exception cause) {
        return new ShopTrainingException(
                ErrorCode.DAMAGED_FILE, StoreLayout.name(file) + " cannot be used: " + reason, cause);
    }

    Scan scan() throws IOException {
        List<ModelMetadata> models = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path file : StoreLayout.list(layout.root())) {
            String name = StoreLayout.name(file);
            if (!name.endsWith(ModelFileName.METADATA_SUFFIX)) {
                continue;
            }
            String prefix = name.substring(0, name.length() - ModelFileName.METADATA_SUFFIX.length());
            if (ModelFileName.parse(prefix).isEmpty()) {
                problems.add(new Problem(name, "is not named by the rule of format " + ModelMetadata.FORMAT));
                continue;
            }
            try {
                models.add(read(prefix));
            } catch (ShopTrainingException e) {
                problems.add(new Problem(name, String.valueOf(e.getMessage())));
            } catch (IOException e) {
                problems.add(new Problem(name, "cannot be read: " + e.getMessage()));
            }
        }
        return new Scan(List.copyOf(models), List.copyOf(problems));
    }

    /** The prefixes of all metadata files that are named by the rule. */
    Set<String> prefixes() throws IOException {
        Set<String> prefixes = new LinkedHashSet<>();
        for (Path file : StoreLayout.list(layout.root())) {
            String name = StoreLayout.name(file);
            if (name.endsWith(ModelFileName.METADATA_SUFFIX)) {
                String prefix = name.substring(0, name.length() - ModelFileName.METADATA_SUFFIX.length());
                if (ModelFileName.parse(prefix).isPresent()) {
                    prefixes.add(prefix);
                }
            }
        }
        return prefixes;
    }

    /** The highest accepted version of every identifier. */
    Map<String, Integer> highestAccepted() {
        Map<String, Integer> highest = new TreeMap<>();
        try {
            scan().models().stream()
                    .filter(ModelMetadata::isAccepted)
                    .forEach(model -> highest.merge(model.modelIdentifier(), model.version(), Math::max));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return highest;
    }
}
