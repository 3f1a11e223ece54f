package io.shoptraining.api;

import io.shoptraining.errors.Audience;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures as RFC 9457 problem details. What went wrong inside is for the log; a caller gets a number to ask with. */
final class Problems {
    static final String TYPE = "application/problem+json";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static Answer of(RuntimeException failure) {
        if (failure instanceof ShopTrainingException refusal && refusal.code().audience() != Audience.INTERNAL) {
            if (refusal.code().httpStatus() >= 500) {
                LOG.warn("{}", refusal.getMessage());
            }
            return answer(refusal);
        }
        String number = UUID.randomUUID().toString();
        LOG.error("a request failed; number {}", number, failure);
        return answer(new ShopTrainingException(
                ErrorCode.INTERNAL, "something is wrong in ShopTraining itself; its log has more under " + number));
    }

    private static Answer answer(ShopTrainingException refusal) {
        ErrorCode code = refusal.code();
        String word = code.name().toLowerCase(Locale.ROOT);
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title(word));
        problem.put("status", code.httpStatus());
        problem.put("detail", String.valueOf(refusal.getMessage()));
        problem.put("code", word);
        problem.put("errors", refusal.faults());
        byte[] bytes = Json.write(problem).getBytes(StandardCharsets.UTF_8);
        return new Answer(code.httpStatus(), TYPE, Map.of(), out -> out.write(bytes));
    }

    private static String title(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1).replace('_', ' ');
    }
}
