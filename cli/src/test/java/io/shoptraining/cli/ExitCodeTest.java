package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.errors.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table that scripts rely on; a new code has to be put into it. */
class ExitCodeTest {
    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeHasTheExitCodeOfTheTable(ErrorCode code) {
        int expected = switch (code) {
            case INVALID_REQUEST, INVALID_CONFIGURATION -> 2;
            case NOT_FOUND -> 3;
            case NOT_CONFIRMED, STORE_READ_ONLY, UNAUTHENTICATED, FORBIDDEN -> 4;
            case DATA_REFUSED, SERIES_TOO_SHORT, DAMAGED_FILE, NON_FINITE_METRICS -> 6;
            case METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    CONFLICT,
                    PAYLOAD_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    MISDIRECTED,
                    TOO_MANY_REQUESTS,
                    STORE_IN_USE,
                    DISK_FULL,
                    IO_ERROR,
                    SHUTTING_DOWN,
                    NOT_AVAILABLE_HERE,
                    UNSUPPORTED_JAVA,
                    OUT_OF_HEAP,
                    OUT_OF_MEMORY,
                    TIME_LIMIT,
                    WORKER_HUNG,
                    WORKER_LOST,
                    INTERNAL -> 1;
        };
        assertThat(ExitCode.of(code)).isEqualTo(expected);
    }
}
