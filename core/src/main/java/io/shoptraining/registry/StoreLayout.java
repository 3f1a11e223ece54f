package io.shoptraining.registry;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where everything lies within a store. */
record StoreLayout(Path root) {
    private static final Pattern TASK_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    Path checkpoints() {
        return root.resolve("checkpoints");
    }

    Path hidden() {
        return root.resolve(".store");
    }

    Path lock() {
        return hidden().resolve("LOCK");
    }

    Path storeFile() {
        return hidden().resolve("STORE.json");
    }

    Path attempts() {
        return hidden().resolve("attempts");
    }

    Path quarantine() {
        return hidden().resolve("quarantine");
    }

    Path checkpointRecords() {
        return hidden().resolve("checkpoints");
    }

    /** The directory of one worker attempt. */
    Path stage(String taskId, int attempt) {
        if (!TASK_ID.matcher(taskId).matches() || attempt < 1) {
            throw new IllegalArgumentException("not an attempt of a task: " + taskId + "." + attempt);
        }
        return attempts().resolve(taskId + "." + attempt);
    }

    Path metadata(String prefix) {
        return root.resolve(ModelFileName.metadata(checked(prefix)));
    }

    /** A name that this program writes, so that it cannot lead out of the store. */
    static String checked(String prefix) {
        if (ModelFileName.parse(prefix).isEmpty()) {
            throw new ShopTrainingException(ErrorCode.NOT_FOUND, "'" + prefix + "' is not the name of a model");
        }
        return prefix;
    }

    void create() throws IOException {
        for (Path directory : List.of(root, checkpoints(), hidden(), attempts(), quarantine(), checkpointRecords())) {
            Durable.directory(directory);
            if (!Files.getFileStore(directory).equals(Files.getFileStore(root))) {
                throw new IOException(directory + " is on another file system than " + root
                        + "; files could not be renamed between them");
            }
        }
    }

    /** The entries of a directory in the order of their names; none when it does not exist. */
    static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return new ArrayList<>(entries.sorted().toList());
        }
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
