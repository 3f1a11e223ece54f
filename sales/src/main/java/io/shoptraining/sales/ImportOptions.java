package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the importing person says about a file; everything else is recognised.
 *
 * @param content what the file tells of
 * @param mapping field by heading; of sales {@code date}, {@code store}, {@code product}, {@code quantity}, {@code price},
 *     {@code promotion}, {@code open}, {@code holiday}, {@code stock}, {@code planned}, {@code covariate} or {@code ignore};
 *     of attributes {@code product}, {@code store}, {@code attribute}, {@code text} or {@code ignore}
 * @param dateFormat one of {@link #DATE_FORMATS}; null to recognise it
 * @param duplicates what becomes of several rows for one date, store and product
 * @param infersStockOuts whether improbable runs of days without sales are taken for stock-outs, where no stock is told
 */
public record ImportOptions(
        Content content,
        Map<String, String> mapping,
        @Nullable String dateFormat,
        Duplicates duplicates,
        boolean infersStockOuts) {
    /** The date formats that can be asked for. */
    public static final List<String> DATE_FORMATS =
            List.of("yyyy-MM-dd", "yyyy/MM/dd", "yyyyMMdd", "yyyy.MM.dd", "yyyy年MM月dd日", "dd/MM/yyyy", "MM/dd/yyyy");

    /** What a file tells of. */
    public enum Content {
        SALES,
        /** One row for a product, or for a store. */
        ATTRIBUTES
    }

    /** Rules for several rows with the same date, store and product. */
    public enum Duplicates {
        /** Identical rows count once; rows that differ are added up. */
        MERGE,
        /** All rows are added up. */
        SUM,
        /** The last row of the file wins. */
        LAST
    }

    public ImportOptions {
        mapping = Map.copyOf(mapping);
        Faults faults = new Faults();
        mapping.forEach((heading, field) -> {
            if (!Field.words(content).contains(field)) {
                faults.unknown("mapping." + heading, field, Field.words(content));
            }
        });
        if (dateFormat != null && !DATE_FORMATS.contains(dateFormat)) {
            faults.unknown("date_format", dateFormat, DATE_FORMATS);
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
    }

    /** For sales. */
    public ImportOptions(
            Map<String, String> mapping, @Nullable String dateFormat, Duplicates duplicates, boolean infersStockOuts) {
        this(Content.SALES, mapping, dateFormat, duplicates, infersStockOuts);
    }

    /** For sales, with stock-outs inferred. */
    public ImportOptions(Map<String, String> mapping, @Nullable String dateFormat, Duplicates duplicates) {
        this(mapping, dateFormat, duplicates, true);
    }

    /** For attributes of products or stores. */
    public static ImportOptions attributes(Map<String, String> mapping) {
        return new ImportOptions(Content.ATTRIBUTES, mapping, null, Duplicates.LAST, false);
    }

    /** Recognise everything of a file of sales. */
    public static ImportOptions automatic() {
        return new ImportOptions(Map.of(), null, Duplicates.MERGE);
    }
}
