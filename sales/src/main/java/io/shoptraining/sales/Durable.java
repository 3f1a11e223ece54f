package io.shoptraining.sales;

import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

/** {@link io.shoptraining.disk.Durable} for this package: what goes wrong is said of the file by its name. */
final class Durable {
    private Durable() {}

    private interface Work<T> {
        T run() throws IOException;
    }

    static void write(Path file, String text) {
        Path beside = file.resolveSibling(file.getFileName() + ".tmp");
        said("writing " + file.getFileName(), () -> {
            io.shoptraining.disk.Durable.replace(file, beside, text.getBytes(StandardCharsets.UTF_8));
            return file;
        });
    }

    /** Forces a finished file to the disk and gives it its name. */
    static void publish(Path beside, Path file) {
        said("writing " + file.getFileName(), () -> {
            io.shoptraining.disk.Durable.syncFile(beside);
            io.shoptraining.disk.Durable.protect(beside);
            io.shoptraining.disk.Durable.rename(beside, file);
            return file;
        });
    }

    static void createFolder(Path folder) {
        said("creating " + folder, () -> {
            io.shoptraining.disk.Durable.directory(folder);
            return folder;
        });
    }

    static String sha256(Path file) {
        return said("reading " + file.getFileName(), () -> io.shoptraining.disk.Durable.sha256(file));
    }

    static MessageDigest digest() {
        return io.shoptraining.disk.Durable.sha256();
    }

    static void deleteTree(Path folder) {
        said("deleting " + folder, () -> {
            io.shoptraining.disk.Durable.deleteTree(folder);
            return folder;
        });
    }

    private static <T> T said(String subject, Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw ShopTrainingException.io(subject, e);
        }
    }
}
