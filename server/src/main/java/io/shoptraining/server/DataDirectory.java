package io.shoptraining.server;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where a shop's data lies; the one place that knows what is called how in it. */
public record DataDirectory(Path root) {
    public DataDirectory {
        root = root.toAbsolutePath().normalize();
    }

    public Path sales() {
        return root.resolve("sales");
    }

    public Path savedModels() {
        return root.resolve("saved_models");
    }

    public Path database() {
        return root.resolve("shoptraining.db");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path nativeCache() {
        return root.resolve("native");
    }

    /** Uploads while they arrive. */
    public Path uploads() {
        return root.resolve("uploads");
    }

    /** The secret with which commands of this directory's owner talk to its server; new at each of its starts. */
    public Path localToken() {
        return root.resolve(".local-token");
    }

    public Path configuration() {
        return root.resolve("shoptraining.properties");
    }

    /**
     * Creates what is missing, for its owner alone.
     *
     * @throws ShopTrainingException that names the directory when it cannot be written
     */
    public DataDirectory create() {
        createPrivate(root);
        createPrivate(logs());
        createPrivate(nativeCache());
        createPrivate(uploads());
        if (!Files.isWritable(root)) {
            throw new ShopTrainingException(
                    ErrorCode.STORE_READ_ONLY, "the data directory " + root + " cannot be written: permission denied");
        }
        return this;
    }

    private static void createPrivate(Path directory) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new ShopTrainingException(
                    ErrorCode.INVALID_CONFIGURATION, directory + " has to be a directory, but is a file");
        }
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw ShopTrainingException.io("the data directory " + directory, e);
        }
    }
}
