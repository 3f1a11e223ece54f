package io.shoptraining.streams;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One message of a WebSocket, or one packet of Engine.IO.
 *
 * @param text empty when it is of bytes
 * @param binary null when it is of text; not to be moved, only duplicates of it
 */
record WireMessage(String text, @Nullable ByteBuffer binary) {
    static WireMessage of(String text) {
        return new WireMessage(text, null);
    }

    static WireMessage of(byte[] bytes) {
        return new WireMessage("", ByteBuffer.wrap(bytes.clone()).asReadOnlyBuffer());
    }

    byte[] bytes() {
        if (binary == null) {
            return new byte[0];
        }
        byte[] bytes = new byte[binary.remaining()];
        binary.duplicate().get(bytes);
        return bytes;
    }

    int size() {
        return binary == null ? text.length() : binary.remaining();
    }
}
