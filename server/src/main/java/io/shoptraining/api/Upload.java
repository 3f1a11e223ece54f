package io.shoptraining.api;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A file that a client sent: written as it arrives, under a name of ours, and gone when this is closed. What the client
 * calls it is a label for people and never a path.
 */
final class Upload implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int MAX_LABEL = 200;

    private final Path file;
    private final String label;

    private Upload(Path file, String label) {
        this.file = file;
        this.label = label;
    }

    /**
     * Takes the file out of a call: the body as it is, or the part {@code file} of a form.
     *
     * @param folder where it lies meanwhile; for its owner alone
     * @throws ShopTrainingException {@link ErrorCode#INVALID_REQUEST} when there is no file, or more than one
     */
    static Upload receive(Call call, Path folder) {
        Path file = folder.resolve(UUID.randomUUID() + ".upload");
        boolean done = false;
        try {
            String label = write(call, file);
            if (Files.size(file) == 0) {
                throw refused("the file is empty");
            }
            done = true;
            return new Upload(file, label);
        } catch (IOException e) {
            throw ShopTrainingException.io("the upload", e);
        } finally {
            if (!done) {
                delete(file);
            }
        }
    }

    private static String write(Call call, Path file) throws IOException {
        Optional<FormFile> form = FormFile.of(call);
        try (FileChannel out = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            InputStream in = form.isPresent() ? form.get() : call.stream();
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                writeAll(out, ByteBuffer.wrap(buffer, 0, n));
            }
        }
        return label(form.map(FormFile::fileName)
                .orElseGet(() -> call.query("file_name").orElse("")));
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** The last part of what may be a path, without what does not belong in a line of text. */
    private static String label(String given) {
        String name = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        StringBuilder plain = new StringBuilder();
        name.codePoints().filter(Upload::isPlain).limit(MAX_LABEL).forEach(plain::appendCodePoint);
        return plain.toString().isBlank() ? "upload" : plain.toString();
    }

    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.UNASSIGNED,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    Path file() {
        return file;
    }

    /** What people call it. */
    String label() {
        return label;
    }

    private static ShopTrainingException refused(String why) {
        return new ShopTrainingException(ErrorCode.INVALID_REQUEST, why);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
    }

    @Override
    public void close() {
        delete(file);
    }
}
