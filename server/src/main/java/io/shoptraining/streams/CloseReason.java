package io.shoptraining.streams;

import java.util.Locale;

/** Why the server ends a client's stream; the name in lower case is what the client is told. */
public enum CloseReason {
    /** The client is gone already; there is nobody to tell. */
    GONE(1000),
    /** It asked for it. */
    BYE(1000),
    SHUTTING_DOWN(1001),
    /** Nothing was heard of the client for too long. */
    SILENT(1001),
    /** It sent what is no frame of this protocol. */
    BAD_FRAME(1002),
    /** It sent bytes where only text is read. */
    TEXT_ONLY(1003),
    /** More waited for it than is kept for one client. */
    SLOW_CLIENT(1008),
    TOO_MANY_MESSAGES(1008),
    /** Its token was revoked. */
    UNAUTHENTICATED(1008),
    SERVER_ERROR(1011),
    TOO_MANY_CLIENTS(1013);

    private final int webSocketCode;

    CloseReason(int webSocketCode) {
        this.webSocketCode = webSocketCode;
    }

    /** RFC 6455, section 7.4. */
    int webSocketCode() {
        return webSocketCode;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
