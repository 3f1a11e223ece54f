package io.shoptraining.pipeline;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.StagedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The attempt's own directory: nobody else writes there, and nothing in it counts before it is reported. It is made with
 * its first file.
 */
record StagingDirectory(Path path) {
    /** Where to write a file of this name. */
    Path file(String name) {
        try {
            Durable.fleetingDirectory(path);
        } catch (IOException e) {
            throw ShopTrainingException.io(path.toString(), e);
        }
        return path.resolve(name);
    }

    /** Forces a file that was written to disk, then measures it. */
    StagedFile finish(String kind, String name) {
        Path file = path.resolve(name);
        try {
            Durable.syncFile(file);
            return new StagedFile(kind, name, Files.size(file), Durable.sha256(file));
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
    }

    /** @param check called now and then; throws to stop */
    static String sha256(Path file, Runnable check) {
        try {
            return Durable.sha256(file, check);
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
    }
}
