package io.shoptraining.taskmanager;

import io.shoptraining.access.Principal;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who submits, and which of his requests it is.
 *
 * @param owner the id of a {@link Principal}
 * @param idempotencyKey a word that the same owner uses again when he repeats a request; null when he does not
 * @param mostWaiting how many tasks of this owner may wait
 */
public record Submission(String owner, @Nullable String idempotencyKey, int mostWaiting) {
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

    public Submission {
        Faults faults = new Faults();
        if (idempotencyKey != null && !KEY.matcher(idempotencyKey).matches()) {
            faults.add("idempotency_key", "not_allowed", "has 1 to 200 printable ASCII characters and no space");
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
    }

    /** Of an owner whose tasks nobody counts. */
    public Submission(String owner, @Nullable String idempotencyKey) {
        this(owner, idempotencyKey, Integer.MAX_VALUE);
    }

    /** A command that works in the data directory itself, and does not repeat itself. */
    public static Submission local() {
        return new Submission(Principal.LOCAL.id(), null);
    }
}
