package io.shoptraining.zoo;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.util.Map;

/** Reads what a model had told of itself when it was saved. */
final class Description {
    private Description() {}

    /**
     * Turns a description into what it was made of.
     *
     * @param untold what it should tell, and the fields that are needed for it
     * @throws ShopTrainingException {@link ErrorCode#DAMAGED_FILE} when it does not
     */
    static <T> T read(Map<String, Object> description, Class<T> type, String untold) {
        try {
            return Json.convert(description, type);
        } catch (ShopTrainingException e) {
            throw new ShopTrainingException(
                    ErrorCode.DAMAGED_FILE,
                    "the model's description does not tell " + untold + ", it has " + description,
                    e);
        }
    }
}
