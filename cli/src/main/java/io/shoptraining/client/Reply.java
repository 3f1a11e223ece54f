package io.shoptraining.client;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A whole answer.
 *
 * @param status as in HTTP
 * @param type media type
 */
public record Reply(int status, String type, String text) {
    private static final String PROBLEM = "application/problem+json";
    private static final int FIRST_REFUSAL = 300;

    /** The object that was answered. */
    public Fields object() {
        return new Fields(Json.readObject(text));
    }

    /** The objects of a text with one on each line. */
    public List<Fields> lines() {
        return text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> new Fields(Json.readObject(line)))
                .toList();
    }

    /**
     * This answer when all went well.
     *
     * @param who answered, for the message when it is no answer of ShopTraining
     * @throws ShopTrainingException with code, message and all faults of a refusal
     */
    public Reply orThrow(String who) {
        if (status < FIRST_REFUSAL) {
            return this;
        }
        throw refusal(who);
    }

    private ShopTrainingException refusal(String who) {
        if (status == ErrorCode.UNAUTHENTICATED.httpStatus()) {
            return new ShopTrainingException(
                    ErrorCode.UNAUTHENTICATED,
                    who + " wants a good token: give it in $SHOPTRAINING_TOKEN; an administrator can make one with"
                            + " 'token create'");
        }
        if (!type.startsWith(PROBLEM)) {
            if (status == ErrorCode.FORBIDDEN.httpStatus() || status == ErrorCode.MISDIRECTED.httpStatus()) {
                return new ShopTrainingException(
                        code(""),
                        who + " refuses requests under this name; 'allowed_hosts' in its settings says which");
            }
            return new ShopTrainingException(
                    ErrorCode.IO_ERROR, who + " answered " + status + " (" + type + "), which ShopTraining does not");
        }
        Fields problem = object();
        ErrorCode code = code(problem.text("code"));
        List<FieldFault> faults = new ArrayList<>();
        for (Fields fault : problem.list("errors")) {
            faults.add(new FieldFault(fault.text("field"), fault.text("code"), fault.text("message")));
        }
        return faults.isEmpty()
                ? new ShopTrainingException(code, problem.text("detail"))
                : new ShopTrainingException(code, faults);
    }

    private ErrorCode code(String word) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(word.toUpperCase(Locale.ROOT))) {
                return code;
            }
        }
        for (ErrorCode code : ErrorCode.values()) {
            if (code.httpStatus() == status) {
                return code;
            }
        }
        return ErrorCode.INTERNAL;
    }
}
