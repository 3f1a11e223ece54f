package io.shoptraining.sales;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One import: what the file is, how its columns were understood, and how good the data is.
 *
 * @param mapping field by heading
 * @param createdAt ISO-8601 instant
 * @param attributes of a file of attributes, what it tells; null for sales. Its quality has no dates
 */
public record ImportReport(
        String id,
        Status status,
        String fileName,
        String sha256,
        String createdAt,
        Map<String, String> mapping,
        QualityReport quality,
        @Nullable AttributesReport attributes) {
    /** Where an import stands. */
    public enum Status {
        CHECKED,
        COMMITTED,
        UNDONE
    }

    public ImportReport {
        mapping = Collections.unmodifiableMap(new LinkedHashMap<>(mapping));
    }

    ImportReport with(Status changed) {
        return new ImportReport(id, changed, fileName, sha256, createdAt, mapping, quality, attributes);
    }
}
