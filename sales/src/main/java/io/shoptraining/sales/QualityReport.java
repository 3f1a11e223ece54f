package io.shoptraining.sales;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found in an imported file. {@code rowsRead = rowsKept + rowsDropped}; merging duplicates turns the kept rows
 * into the stored ones.
 *
 * @param dropped number of dropped rows by reason
 * @param offending the first dropped rows
 * @param findings everything else that the owner of the data should know
 * @param missingDays days without a row between the first and the last row of a series, over all series
 * @param returns rows with a negative quantity; they are kept
 */
public record QualityReport(
        long rowsRead,
        long rowsKept,
        long rowsDropped,
        long rowsStored,
        Map<String, Long> dropped,
        List<OffendingRow> offending,
        List<Finding> findings,
        String encoding,
        String delimiter,
        String dateFormat,
        String firstDate,
        String lastDate,
        int stores,
        int products,
        long returns,
        long missingDays,
        long mergedDuplicates) {
    /** The number of dropped rows that are shown. */
    static final int SHOWN = 20;

    public QualityReport {
        dropped = Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
        offending = List.copyOf(offending);
        findings = List.copyOf(findings);
        if (rowsRead != rowsKept + rowsDropped) {
            throw new IllegalArgumentException(rowsRead + " rows read, but " + rowsKept + " + " + rowsDropped);
        }
    }

    /**
     * A dropped row.
     *
     * @param line physical line in the file, the first is 1; for Parquet the row
     * @param column the heading; empty when the row as a whole is at fault
     */
    public record OffendingRow(long line, String column, String value, String reason) {}

    /**
     * One thing worth knowing.
     *
     * @param code a stable word
     */
    public record Finding(String code, String message) {}
}
