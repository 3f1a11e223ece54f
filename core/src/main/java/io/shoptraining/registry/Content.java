package io.shoptraining.registry;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Compares a file with the size and hash that were written down for it. */
final class Content {
    private Content() {}

    /**
     * Why a file is not the one that was written down; empty when it is.
     *
     * @param size negative when only the hash is known
     */
    static Optional<String> fault(Path file, long size, String sha256) throws IOException {
        Optional<String> absence = absence(file, size);
        if (absence.isPresent()) {
            return absence;
        }
        String hash;
        try {
            hash = Durable.sha256(file);
        } catch (IOException e) {
            return Optional.of("cannot be read: " + e.getMessage());
        }
        return hash.equals(sha256) ? Optional.empty() : Optional.of("has SHA-256 " + hash + ", not " + sha256);
    }

    /** Why a file cannot be the one that was written down, as far as can be told without reading it. */
    static Optional<String> absence(Path file, long size) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("is missing");
        }
        long found = Files.size(file);
        return size >= 0 && found != size ? Optional.of("has " + found + " bytes, not " + size) : Optional.empty();
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
