package io.shoptraining.errors;

/** Every way in which ShopTraining refuses or fails; the name in lower case is the {@code code} of answers and tasks. */
public enum ErrorCode {
    INVALID_REQUEST(Audience.USER, 400),
    UNAUTHENTICATED(Audience.USER, 401),
    FORBIDDEN(Audience.USER, 403),
    NOT_FOUND(Audience.USER, 404),
    METHOD_NOT_ALLOWED(Audience.USER, 405),
    NOT_ACCEPTABLE(Audience.USER, 406),
    CONFLICT(Audience.USER, 409),
    NOT_CONFIRMED(Audience.USER, 409),
    PAYLOAD_TOO_LARGE(Audience.USER, 413),
    UNSUPPORTED_MEDIA_TYPE(Audience.USER, 415),
    MISDIRECTED(Audience.USER, 421),
    TOO_MANY_REQUESTS(Audience.USER, 429),
    INVALID_CONFIGURATION(Audience.USER, 400),
    DATA_REFUSED(Audience.DATA, 422),
    SERIES_TOO_SHORT(Audience.DATA, 422),
    DAMAGED_FILE(Audience.DATA, 422),
    STORE_IN_USE(Audience.RESOURCE, 423),
    STORE_READ_ONLY(Audience.RESOURCE, 503),
    DISK_FULL(Audience.RESOURCE, 507),
    IO_ERROR(Audience.RESOURCE, 503),
    SHUTTING_DOWN(Audience.RESOURCE, 503),
    NOT_AVAILABLE_HERE(Audience.RESOURCE, 501),
    UNSUPPORTED_JAVA(Audience.RESOURCE, 501),
    OUT_OF_HEAP(Audience.RESOURCE, 507),
    OUT_OF_MEMORY(Audience.RESOURCE, 507),
    TIME_LIMIT(Audience.RESOURCE, 504),
    WORKER_HUNG(Audience.RESOURCE, 504),
    WORKER_LOST(Audience.RESOURCE, 500),
    NON_FINITE_METRICS(Audience.DATA, 422),
    INTERNAL(Audience.INTERNAL, 500);

    private final Audience audience;
    private final int httpStatus;

    ErrorCode(Audience audience, int httpStatus) {
        this.audience = audience;
        this.httpStatus = httpStatus;
    }

    public Audience audience() {
        return audience;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
