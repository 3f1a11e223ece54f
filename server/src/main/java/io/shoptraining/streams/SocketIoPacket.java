package io.shoptraining.streams;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A packet of Socket.IO, version 5 of its protocol:
 * {@code <type>[<attachments>-][<namespace>,][<id>][<JSON payload>]}.
 *
 * @param attachments messages of bytes that follow and belong to it
 * @param namespace {@code /} when none is written
 * @param id of an answer that is asked for, or given
 * @param payload null when there is none
 */
record SocketIoPacket(
        Type type,
        int attachments,
        String namespace,
        @Nullable Long id,
        @Nullable Object payload) {
    static final String MAIN = "/";

    /** Each at the place that is its digit. */
    private static final List<Type> TYPES = List.of(Type.values());

    private static final Pattern FORM =
            Pattern.compile("([0-6])(?:([0-9]{1,2})-)?(/[^,]{0,200},?)?([0-9]{1,15})?(.*)", Pattern.DOTALL);

    /** In the order of their digits. */
    enum Type {
        CONNECT,
        DISCONNECT,
        EVENT,
        ACK,
        CONNECT_ERROR,
        BINARY_EVENT,
        BINARY_ACK;

        boolean isBinary() {
            return this == BINARY_EVENT || this == BINARY_ACK;
        }
    }

    static SocketIoPacket of(Type type, String namespace, Object payload) {
        return new SocketIoPacket(type, 0, namespace, null, payload);
    }

    /** Reads a packet of a client; empty when it is none, or one that only servers send. */
    static Optional<SocketIoPacket> read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Type type = TYPES.get(text.charAt(0) - '0');
        String attachments = matcher.group(2);
        String namespace = matcher.group(3);
        String id = matcher.group(4);
        if (type.isBinary() != (attachments != null)) {
            return Optional.empty();
        }
        try {
            SocketIoPacket packet = new SocketIoPacket(
                    type,
                    attachments == null ? 0 : Integer.parseInt(attachments),
                    namespace == null ? MAIN : namespace.replace(",", ""),
                    id == null ? null : Long.valueOf(id),
                    payload(matcher.group(5)));
            return packet.isSound() ? Optional.of(packet) : Optional.empty();
        } catch (ShopTrainingException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Object payload(@Nullable String json) {
        if (json == null || json.isEmpty()) {
            return null;
        }
        return json.charAt(0) == '{' ? Json.readObject(json) : Json.read(json, List.class);
    }

    private boolean isSound() {
        return switch (type) {
            case CONNECT -> payload == null || payload instanceof Map;
            case DISCONNECT -> payload == null;
            case EVENT, BINARY_EVENT ->
                payload instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof String;
            case ACK, BINARY_ACK -> payload instanceof List && id != null;
            case CONNECT_ERROR -> false;
        };
    }

    /** As the client gets it. */
    WireMessage message() {
        return EnginePackets.message(TYPES.indexOf(type)
                + (type.isBinary() ? attachments + "-" : "")
                + (namespace.equals(MAIN) ? "" : namespace + ",")
                + (id == null ? "" : id)
                + (payload == null ? "" : Json.write(payload)));
    }
}
