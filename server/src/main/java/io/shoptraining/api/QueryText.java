package io.shoptraining.api;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What follows the question mark of a request, taken apart by one rule. */
final class QueryText {
    private static final int MAX_PARAMETERS = 100;

    private QueryText() {}

    /**
     * The first value of every parameter.
     *
     * @throws ShopTrainingException {@link ErrorCode#INVALID_REQUEST} when an escape is broken or no UTF-8
     */
    static Map<String, String> parse(@Nullable String text) {
        Map<String, String> values = new LinkedHashMap<>();
        if (text == null || text.isEmpty()) {
            return values;
        }
        String[] pairs = text.split("&", MAX_PARAMETERS + 1);
        if (pairs.length > MAX_PARAMETERS) {
            throw new ShopTrainingException(
                    ErrorCode.INVALID_REQUEST, "more than " + MAX_PARAMETERS + " query parameters");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!pair.isEmpty()) {
                values.putIfAbsent(unescape(name), unescape(value));
            }
        }
        return values;
    }

    private static String unescape(String text) {
        return PathParts.unescape(text.replace('+', ' '))
                .orElseThrow(() -> new ShopTrainingException(
                        ErrorCode.INVALID_REQUEST, "a query parameter has a broken escape, or is not UTF-8"));
    }
}
