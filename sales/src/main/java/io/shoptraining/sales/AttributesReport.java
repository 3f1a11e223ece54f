package io.shoptraining.sales;

import java.util.List;

/**
 * What a file of attributes tells, and how it fits the sales.
 *
 * @param of {@code products} or {@code stores}
 * @param unknownIds ids of the file that have no sales; they are kept, for they may be new
 * @param missingIds ids with sales that have no row in the file
 */
public record AttributesReport(String of, List<Filled> columns, Some unknownIds, Some missingIds) {
    public AttributesReport {
        columns = List.copyOf(columns);
    }

    /**
     * One attribute.
     *
     * @param kind {@code text} or {@code number}
     * @param filled the share of rows that have a value
     * @param distinct how many different values there are
     */
    public record Filled(String name, String kind, double filled, int distinct) {}

    /**
     * Ids, of which the first are shown.
     *
     * @param count how many there are
     */
    public record Some(int count, List<String> first) {
        public Some {
            first = List.copyOf(first);
        }

        static Some of(List<String> ids) {
            return new Some(ids.size(), ids.subList(0, Math.min(QualityReport.SHOWN, ids.size())));
        }
    }
}
