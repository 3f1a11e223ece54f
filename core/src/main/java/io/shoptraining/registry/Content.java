package io.shoptraining.registry;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Compares a file with the size and hash that were written down for it. */
final class Content {
    private static final String MISSING = "is missing";

    private Content() {}

    /**
     * Why a file is not the one that was written down; empty when it is.
     *
     * @param size negative when only the hash is known
     * @throws IOException when it cannot be read for the moment, which says nothing about the file
     */
    static Optional<String> fault(Path file, long size, String sha256) throws IOException {
        Optional<String> absence = absence(file, size);
        if (absence.isPresent()) {
            return absence;
        }
        String hash;
        try {
            hash = Durable.sha256(file);
        } catch (NoSuchFileException e) {
            return Optional.of(MISSING);
        }
        return hash.equals(sha256) ? Optional.empty() : Optional.of("has SHA-256 " + hash + ", not " + sha256);
    }

    /** Why a file cannot be the one that was written down, as far as can be told without reading it. */
    static Optional<String> absence(Path file, long size) throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.of(MISSING);
        }
        if (!found.isRegularFile()) {
            return Optional.of(MISSING);
        }
        return size >= 0 && found.size() != size
                ? Optional.of("has " + found.size() + " bytes, not " + size)
                : Optional.empty();
    }

    /** @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when the file is not the one written down */
    static void require(Path file, long size, String sha256) throws IOException {
        Optional<String> fault = fault(file, size, sha256);
        if (fault.isPresent()) {
            throw new ShopTrainingException(
                    ErrorCode.DAMAGED_FILE, StoreLayout.name(file) + " " + fault.get() + "; it is damaged");
        }
    }
}
