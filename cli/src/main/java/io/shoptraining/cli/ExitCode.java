package io.shoptraining.cli;

import io.shoptraining.errors.ErrorCode;

/** The exit codes that scripts may rely on. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int NOT_ALLOWED = 4;
    static final int TASK_FAILED_OR_REJECTED = 5;
    static final int DATA_REFUSED = 6;

    private ExitCode() {}

    static int of(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST, INVALID_CONFIGURATION -> USAGE;
            case NOT_FOUND -> NOT_FOUND;
            case NOT_CONFIRMED, STORE_READ_ONLY, UNAUTHENTICATED, FORBIDDEN -> NOT_ALLOWED;
            case DATA_REFUSED, SERIES_TOO_SHORT, DAMAGED_FILE, NON_FINITE_METRICS -> DATA_REFUSED;
            default -> FAILED;
        };
    }
}
