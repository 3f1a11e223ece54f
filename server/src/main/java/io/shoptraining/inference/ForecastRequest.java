package io.shoptraining.inference;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.protocol.PlannedDay;
import io.shoptraining.task.Numbers;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know of the days to come, checked as far as it can be without the model.
 *
 * @param filenamePrefix one version; null when an identifier is named
 * @param modelIdentifier a model, whose champion is used; null when a version is named
 * @param productId only this product of a panel; null for all
 * @param storeId only this store of a panel; null for all
 * @param futureDays how many days; null for the model's horizon
 * @param startDate the first of them; null for the day after the last sale
 * @param quantiles the levels to answer with; null for all that the model has
 * @param covariates what is planned for days of the forecast
 */
public record ForecastRequest(
        @Nullable String filenamePrefix,
        @Nullable String modelIdentifier,
        @Nullable String productId,
        @Nullable String storeId,
        @Nullable Integer futureDays,
        @Nullable LocalDate startDate,
        @Nullable List<Double> quantiles,
        List<PlannedDay> covariates) {
    /** Every field, with a sentence on each. */
    public static final Map<String, String> FIELDS = fields();

    private static final int MAX_DAYS = 365;

    public ForecastRequest {
        quantiles = quantiles == null ? null : List.copyOf(quantiles);
        covariates = List.copyOf(covariates);
    }

    private static Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("filename_prefix", "The version to forecast with; this or model_identifier.");
        fields.put("model_identifier", "The model to forecast with; its champion is used.");
        fields.put("product_id", "Of a panel model, only this product.");
        fields.put("store_id", "Of a panel model, only this store.");
        fields.put("future_days", "How many days, at most the model's horizon; its horizon unless said.");
        fields.put("start_date", "The first day, YYYY-MM-DD; the day after the last sale unless said.");
        fields.put(
                "quantiles", "A list of the levels wanted, such as [0.1, 0.5, 0.9]; all of the model's unless said.");
        fields.put(
                "covariates",
                "What is planned: a list of rows with a date, perhaps a product_id and a store_id, and promotion, price,"
                        + " holiday, open or another planned covariate of the model.");
        return Map.copyOf(fields);
    }

    /**
     * Reads a request.
     *
     * @throws ShopTrainingException with every fault
     */
    public static ForecastRequest of(Map<String, Object> fields) {
        Faults faults = new Faults();
        fields.keySet().stream()
                .filter(field -> !FIELDS.containsKey(field))
                .sorted()
                .forEach(field -> faults.unknown(
                        field, field, FIELDS.keySet().stream().sorted().toList()));
        String prefix = text(fields, "filename_prefix", faults);
        String identifier = text(fields, "model_identifier", faults);
        if (prefix == null && identifier == null) {
            faults.required("filename_prefix", "name a version, or a model by model_identifier");
        } else if (prefix != null && identifier != null) {
            faults.add("model_identifier", "not_allowed", "give filename_prefix or model_identifier, not both");
        }
        ForecastRequest request = new ForecastRequest(
                prefix,
                identifier,
                text(fields, "product_id", faults),
                text(fields, "store_id", faults),
                days(fields.get("future_days"), faults),
                date(fields, faults),
                levels(fields.get("quantiles"), faults),
                Plans.of(fields.get("covariates"), faults));
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        return request;
    }

    private static @Nullable String text(Map<String, Object> fields, String name, Faults faults) {
        Object value = fields.get(name);
        if (value == null || value instanceof String text && !text.isEmpty()) {
            return (String) value;
        }
        faults.add(name, "wrong_type", "is not a text");
        return null;
    }

    private static @Nullable Integer days(@Nullable Object given, Faults faults) {
        Optional<Double> number = given == null ? Optional.empty() : Numbers.real(given);
        if (given == null) {
            return null;
        }
        if (number.isEmpty() || number.get() != Math.rint(number.get())) {
            faults.add("future_days", "wrong_type", "'" + given + "' is not a whole number");
            return null;
        }
        if (number.get() < 1 || number.get() > MAX_DAYS) {
            faults.outOfRange("future_days", given, 1, "the model's horizon");
            return null;
        }
        return number.get().intValue();
    }

    private static @Nullable LocalDate date(Map<String, Object> fields, Faults faults) {
        String text = text(fields, "start_date", faults);
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            faults.add("start_date", "wrong_type", "'" + text + "' is not a date such as 2026-01-31");
            return null;
        }
    }

    private static @Nullable List<Double> levels(@Nullable Object given, Faults faults) {
        if (given == null) {
            return null;
        }
        if (!(given instanceof List<?> list)) {
            faults.add("quantiles", "wrong_type", "is not a list of levels such as [0.1, 0.5, 0.9]");
            return null;
        }
        List<Double> levels = new ArrayList<>();
        for (Object level : list) {
            Optional<Double> number = level == null ? Optional.empty() : Numbers.real(level);
            if (number.isEmpty()) {
                faults.add("quantiles", "wrong_type", "'" + level + "' is not a number");
            } else {
                levels.add(number.get());
            }
        }
        return levels;
    }
}
