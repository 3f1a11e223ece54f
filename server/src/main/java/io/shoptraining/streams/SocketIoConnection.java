package io.shoptraining.streams;

import io.shoptraining.errors.ShopTrainingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client of Socket.IO: joins and leaves namespaces over one session, and is closed when it breaks the protocol. */
final class SocketIoConnection implements EngineSession.Listener {
    private static final int MAX_ATTACHMENTS = 16;

    /** What a server offers under a name. */
    interface Namespace {
        /**
         * A client wants to join.
         *
         * @param auth what it says of itself
         * @throws ShopTrainingException with what the client is told, when it may not
         */
        Member join(EngineSession session, Map<String, Object> auth);
    }

    /** A client in a namespace. */
    interface Member {
        /** The client has been told that it has joined. */
        void joined();

        /** An event of the client. */
        void event(SocketIoPacket event, List<WireMessage> attachments);

        void left(CloseReason reason);
    }

    private final EngineSession session;
    private final Map<String, Namespace> namespaces;
    // under the lock of this
    private final Map<String, Member> members = new HashMap<>();
    private final List<WireMessage> attachments = new ArrayList<>();
    private @Nullable SocketIoPacket incomplete;
    private boolean closed;

    SocketIoConnection(EngineSession session, Map<String, Namespace> namespaces) {
        this.session = session;
        this.namespaces = namespaces;
        StreamSettings settings = session.broadcast().settings();
        session.broadcast().after(settings.silence().multipliedBy(2), this::closeUnlessJoined);
    }

    private void closeUnlessJoined() {
        boolean idle;
        synchronized (this) {
            idle = members.isEmpty();
        }
        if (idle) {
            session.close(CloseReason.SILENT);
        }
    }

    @Override
    public void message(WireMessage message) {
        boolean well;
        synchronized (this) {
            well = closed || (message.binary() == null ? text(message.text()) : binary(message));
        }
        if (!well) {
            session.close(CloseReason.BAD_FRAME);
        }
    }

    private boolean text(String text) {
        Optional<SocketIoPacket> packet = SocketIoPacket.read(text);
        if (packet.isEmpty() || incomplete != null || packet.get().attachments() > MAX_ATTACHMENTS) {
            return false;
        }
        if (packet.get().attachments() > 0) {
            incomplete = packet.get();
            return true;
        }
        return dispatch(packet.get(), List.of());
    }

    private boolean binary(WireMessage message) {
        SocketIoPacket packet = incomplete;
        if (packet == null) {
            return false;
        }
        attachments.add(message);
        if (attachments.size() < packet.attachments()) {
            return true;
        }
        List<WireMessage> all = List.copyOf(attachments);
        attachments.clear();
        incomplete = null;
        return dispatch(packet, all);
    }

    private boolean dispatch(SocketIoPacket packet, List<WireMessage> bytes) {
        if (packet.type() == SocketIoPacket.Type.CONNECT) {
            return connect(packet);
        }
        Member member = members.get(packet.namespace());
        if (member == null) {
            return false;
        }
        if (packet.type() == SocketIoPacket.Type.DISCONNECT) {
            members.remove(packet.namespace());
            member.left(CloseReason.BYE);
        } else if (packet.type() == SocketIoPacket.Type.EVENT || packet.type() == SocketIoPacket.Type.BINARY_EVENT) {
            member.event(packet, bytes);
        }
        return true;
    }

    private boolean connect(SocketIoPacket packet) {
        String name = packet.namespace();
        if (members.containsKey(name)) {
            return false;
        }
        Namespace namespace = namespaces.get(name);
        if (namespace == null) {
            refuse(name, "Invalid namespace");
            return true;
        }
        try {
            Member member = namespace.join(session, auth(packet));
            members.put(name, member);
            send(SocketIoPacket.of(SocketIoPacket.Type.CONNECT, name, Map.of("sid", EngineEndpoint.randomId())));
            member.joined();
        } catch (ShopTrainingException e) {
            refuse(name, String.valueOf(e.getMessage()));
        }
        return true;
    }

    private static Map<String, Object> auth(SocketIoPacket packet) {
        Map<String, Object> auth = new HashMap<>();
        if (packet.payload() instanceof Map<?, ?> fields) {
            fields.forEach((key, value) -> auth.put(String.valueOf(key), value));
        }
        return auth;
    }

    private void refuse(String namespace, String message) {
        send(SocketIoPacket.of(SocketIoPacket.Type.CONNECT_ERROR, namespace, Map.of("message", message)));
    }

    private void send(SocketIoPacket packet) {
        session.send(List.of(packet.message()), null);
    }

    @Override
    public void closed(CloseReason reason) {
        List<Member> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(members.values());
            members.clear();
        }
        left.forEach(member -> member.left(reason));
    }
}
