package io.shoptraining.zoo;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.tensor.PthFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Opens the file of a model as far as that goes without native code. */
public final class ModelFiles {
    private ModelFiles() {}

    /**
     * Reads weights whole; of trees, which only their library reads, the beginning.
     *
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when it is no model
     */
    public static void check(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".txt")) {
            requireStart(file, "tree\n");
        } else if (name.endsWith(".ubj")) {
            requireStart(file, "{");
        } else if (name.endsWith(MemberFiles.EXTENSION)) {
            try (MemberFiles files = MemberFiles.read(file)) {
                files.byModel().values().forEach(ModelFiles::check);
            }
        } else {
            PthFile.read(file);
        }
    }

    private static void requireStart(Path file, String start) {
        byte[] expected = start.getBytes(StandardCharsets.US_ASCII);
        try (InputStream in = Files.newInputStream(file)) {
            if (!Arrays.equals(in.readNBytes(expected.length), expected)) {
                throw new ShopTrainingException(
                        ErrorCode.DAMAGED_FILE, file + ": does not begin as a model of trees does");
            }
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
    }
}
