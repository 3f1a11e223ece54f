package io.shoptraining.pipeline;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.History;
import io.shoptraining.features.Traits;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.HolidayCalendar;
import io.shoptraining.sales.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Histories from snapshots that are what they were when they were made. A file is hashed once in the life of a worker, and
 * again when it was touched: hashing a large snapshot takes longer than many a forecast.
 */
final class VerifiedSales {
    private final SalesSource sales;
    private final Map<Path, Seen> seen = new HashMap<>();

    /** A file's state when it was hashed. */
    private record Seen(
            long size, FileTime modified, @Nullable Object fileKey, String sha256) {
        boolean isStill(BasicFileAttributes now) {
            return size == now.size()
                    && modified.equals(now.lastModifiedTime())
                    && Objects.equals(fileKey, now.fileKey());
        }
    }

    VerifiedSales(SalesSource sales) {
        this.sales = sales;
    }

    /**
     * Reads the series in a scope.
     *
     * @param check called now and then; throws to stop
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when the file is missing or another
     */
    List<History> histories(String snapshotFile, String sha256, SeriesScope scope, Runnable check) {
        Path file = Path.of(snapshotFile);
        if (!Files.isRegularFile(file)) {
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, "the sales snapshot " + file + " is missing");
        }
        String actual = Snapshot.sha256(file, each -> sha256(each, check));
        if (!actual.equals(sha256)) {
            throw new ShopTrainingException(
                    ErrorCode.DAMAGED_FILE,
                    "the sales snapshot " + file + " has SHA-256 " + actual + ", not " + sha256
                            + " as when it was made");
        }
        check.run();
        List<History> histories = sales.histories(file, scope);
        check.run();
        return histories;
    }

    /** What a snapshot that was read before tells of a product and of a store. */
    Traits traits(String snapshotFile, @Nullable String productId, @Nullable String storeId) {
        return sales.traits(Path.of(snapshotFile), productId, storeId);
    }

    /** The holidays of a snapshot that was read already. */
    Optional<HolidayCalendar> calendar(String snapshotFile) {
        return sales.calendar(Path.of(snapshotFile));
    }

    private String sha256(Path file, Runnable check) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Seen known = seen.get(file);
            if (known == null || !known.isStill(now)) {
                String hash = StagingDirectory.sha256(file, check);
                known = new Seen(now.size(), now.lastModifiedTime(), now.fileKey(), hash);
                seen.put(file, known);
            }
            return known.sha256();
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
    }
}
