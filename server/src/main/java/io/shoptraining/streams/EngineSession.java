package io.shoptraining.streams;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client of Engine.IO: packets in both directions over HTTP requests that wait for them, or over a WebSocket, or
 * over the one and later the other.
 */
final class EngineSession {
    /** What may wait beside the events, which wait elsewhere; a client that asks and never listens fills it. */
    private static final int MAX_OUTBOX = 256;

    /** Hears of one session; never two calls at once. */
    interface Listener {
        /** A message of the client, without the packet's type. */
        void message(WireMessage message);

        void closed(CloseReason reason);
    }

    private enum Transport {
        POLLING,
        /** A WebSocket has been tried and works; the client has not changed over yet. */
        PROBED,
        WEBSOCKET,
        CLOSED
    }

    private record Outgoing(WireMessage packet, Sink.@Nullable Done done) {}

    private final String sid;
    private final String caller;
    private final Broadcast broadcast;
    private final Consumer<EngineSession> onClosed;
    private final Object lock = new Object();
    private final Listener listener;
    // all of these under the lock
    private final Deque<Outgoing> outbox = new ArrayDeque<>();
    private Transport transport;
    private @Nullable AsyncBody poll;
    private @Nullable WebSocketLink webSocket;
    private Broadcast.@Nullable Later heartbeat;
    private boolean writing;
    private boolean receiving;

    /**
     * A session, begun by a request that waits for its answer, or by a WebSocket.
     *
     * @param caller the token that began it
     * @param webSocket null when it begins with HTTP requests
     */
    EngineSession(
            String sid,
            String caller,
            Broadcast broadcast,
            @Nullable WebSocketLink webSocket,
            Function<EngineSession, Listener> application,
            Consumer<EngineSession> onClosed) {
        this.sid = sid;
        this.caller = caller;
        this.broadcast = broadcast;
        this.webSocket = webSocket;
        this.transport = webSocket == null ? Transport.POLLING : Transport.WEBSOCKET;
        this.onClosed = onClosed;
        this.listener = application.apply(this);
    }

    String sid() {
        return sid;
    }

    String caller() {
        return caller;
    }

    Broadcast broadcast() {
        return broadcast;
    }

    /** Sends the first packet and begins to ask whether the client is there. */
    void open() {
        List<String> upgrades = transport == Transport.POLLING ? List.of("websocket") : List.of();
        enqueue(List.of(EnginePackets.open(sid, upgrades, broadcast.settings())), null);
        pingLater();
    }

    /** Sends messages of the application; their text begins with {@link EnginePackets#MESSAGE}. */
    void send(List<WireMessage> messages, Sink.@Nullable Done done) {
        if (!enqueue(messages, done) && done != null) {
            done.done(false);
        }
    }

    /** A request that waits for packets; false when it is refused, and then the session may have ended for it. */
    boolean poll(AsyncBody body) {
        synchronized (lock) {
            if (transport != Transport.POLLING && transport != Transport.PROBED) {
                return false;
            }
            if (poll == null) {
                poll = body;
                if (transport == Transport.PROBED && outbox.isEmpty()) {
                    releasePoll(EnginePackets.NOOP);
                }
                flush();
                return true;
            }
        }
        close(CloseReason.BAD_FRAME);
        return false;
    }

    /** Packets that came in one request; false when they are refused, and then the session has ended. */
    boolean receive(@Nullable List<WireMessage> packets) {
        boolean taken;
        synchronized (lock) {
            taken = packets != null && !receiving && (transport == Transport.POLLING || transport == Transport.PROBED);
            receiving |= taken;
        }
        if (!taken || packets == null) {
            if (!isUpgraded()) {
                close(CloseReason.BAD_FRAME);
            }
            return false;
        }
        try {
            for (WireMessage packet : packets) {
                if (!take(packet)) {
                    return false;
                }
            }
            return true;
        } finally {
            synchronized (lock) {
                receiving = false;
            }
        }
    }

    private boolean isUpgraded() {
        synchronized (lock) {
            return transport == Transport.WEBSOCKET;
        }
    }

    /** A packet from either side's common part; false when it was none and the session has ended. */
    private boolean take(WireMessage packet) {
        if (packet.binary() != null) {
            listener.message(packet);
            return true;
        }
        String text = packet.text();
        char type = text.isEmpty() ? ' ' : text.charAt(0);
        if (type == EnginePackets.MESSAGE) {
            listener.message(WireMessage.of(text.substring(1)));
        } else if (type == EnginePackets.PONG && text.length() == 1) {
            pingLater();
        } else if (type == EnginePackets.CLOSE && text.length() == 1) {
            close(CloseReason.BYE);
        } else {
            close(CloseReason.BAD_FRAME);
            return false;
        }
        return true;
    }

    boolean mayBeProbed() {
        synchronized (lock) {
            return transport == Transport.POLLING;
        }
    }

    /** The first message of a WebSocket beside the requests; false when that is not what belongs there. */
    boolean probe(WebSocketLink link, WireMessage packet) {
        synchronized (lock) {
            if (transport != Transport.POLLING || !packet.text().equals(EnginePackets.PING + "probe")) {
                return false;
            }
            transport = Transport.PROBED;
            webSocket = link;
            link.sendText(EnginePackets.PONG + "probe");
            if (outbox.isEmpty()) {
                releasePoll(EnginePackets.NOOP);
            }
        }
        broadcast.after(broadcast.settings().pingTimeout(), () -> giveUp(link));
        return true;
    }

    /** A client that tries a WebSocket and never changes over would be sent from request to request for ever. */
    private void giveUp(WebSocketLink link) {
        synchronized (lock) {
            if (transport == Transport.PROBED && webSocket == link) {
                forgetProbe();
                link.close(CloseReason.SILENT);
            }
        }
    }

    /** A message of the session's WebSocket, or of one that has been probed. */
    void receive(WebSocketLink link, WireMessage packet) {
        synchronized (lock) {
            if (webSocket != link || transport == Transport.CLOSED) {
                return;
            }
            if (transport == Transport.PROBED) {
                if (packet.text().length() == 1 && packet.text().charAt(0) == EnginePackets.UPGRADE) {
                    releasePoll(EnginePackets.NOOP);
                    transport = Transport.WEBSOCKET;
                    flush();
                } else {
                    forgetProbe();
                    link.close(CloseReason.BAD_FRAME);
                }
                return;
            }
        }
        take(packet);
    }

    /** A WebSocket has ended; that ends the session, unless it was only tried. */
    void gone(WebSocketLink link) {
        synchronized (lock) {
            if (webSocket != link) {
                return;
            }
            if (transport == Transport.PROBED) {
                forgetProbe();
                return;
            }
        }
        close(CloseReason.GONE);
    }

    private void forgetProbe() {
        transport = Transport.POLLING;
        webSocket = null;
        flush();
    }

    /** Ends the session; the first reason counts. */
    void close(CloseReason reason) {
        close(reason, List.of());
    }

    /** {@link #close(CloseReason)} after last messages of the application. */
    void close(CloseReason reason, List<WireMessage> farewell) {
        List<Outgoing> lost;
        synchronized (lock) {
            if (transport == Transport.CLOSED) {
                return;
            }
            farewell.forEach(message -> outbox.add(new Outgoing(message, null)));
            if (transport != Transport.WEBSOCKET && reason != CloseReason.BYE) {
                outbox.add(new Outgoing(EnginePackets.of(EnginePackets.CLOSE), null));
            }
            flush();
            // whoever says goodbye himself only wants his request back
            releasePoll(EnginePackets.NOOP);
            transport = Transport.CLOSED;
            if (webSocket != null) {
                webSocket.close(reason);
            }
            if (heartbeat != null) {
                heartbeat.cancel();
            }
            lost = new ArrayList<>(outbox);
            outbox.clear();
        }
        onClosed.accept(this);
        listener.closed(reason);
        for (Outgoing outgoing : lost) {
            if (outgoing.done() != null) {
                outgoing.done().done(false);
            }
        }
    }

    private boolean enqueue(List<WireMessage> packets, Sink.@Nullable Done done) {
        boolean full;
        synchronized (lock) {
            if (transport == Transport.CLOSED) {
                return false;
            }
            full = done == null && outbox.size() >= MAX_OUTBOX;
            if (!full) {
                for (int i = 0; i < packets.size(); i++) {
                    outbox.add(new Outgoing(packets.get(i), i == packets.size() - 1 ? done : null));
                }
                flush();
            }
        }
        if (full) {
            close(CloseReason.SLOW_CLIENT);
        }
        return !full;
    }

    /** Hands what waits to the transport, if that is free. Under the lock. */
    private void flush() {
        if (outbox.isEmpty() || writing) {
            return;
        }
        if (transport == Transport.WEBSOCKET && webSocket != null) {
            List<Outgoing> batch = takeAll();
            writing = true;
            webSocket.send(packets(batch), well -> written(batch, well));
        } else if (poll != null && transport != Transport.WEBSOCKET) {
            List<Outgoing> batch = takeAll();
            AsyncBody answer = poll;
            poll = null;
            writing = true;
            answer.write(
                    EnginePackets.join(packets(batch)).getBytes(StandardCharsets.UTF_8), well -> written(batch, well));
            answer.end();
        }
    }

    private List<Outgoing> takeAll() {
        List<Outgoing> all = new ArrayList<>(outbox);
        outbox.clear();
        return all;
    }

    private static List<WireMessage> packets(List<Outgoing> batch) {
        return batch.stream().map(Outgoing::packet).toList();
    }

    private void written(List<Outgoing> batch, boolean well) {
        synchronized (lock) {
            writing = false;
            flush();
        }
        for (Outgoing outgoing : batch) {
            if (outgoing.done() != null) {
                outgoing.done().done(well);
            }
        }
        if (!well) {
            // elsewhere: the caller may hold the lock, and the listener has one of its own
            broadcast.run(() -> close(CloseReason.GONE));
        }
    }

    /** Under the lock. */
    private void releasePoll(char type) {
        AsyncBody answer = poll;
        poll = null;
        if (answer != null) {
            answer.write(String.valueOf(type).getBytes(StandardCharsets.UTF_8), null);
            answer.end();
        }
    }

    private void pingLater() {
        schedule(
                () -> {
                    // before the ping leaves: the answer, which takes the place of this, may be here before the ping is
                    // sent
                    schedule(
                            () -> close(CloseReason.SILENT),
                            broadcast.settings().pingTimeout());
                    enqueue(List.of(EnginePackets.of(EnginePackets.PING)), null);
                },
                broadcast.settings().pingInterval());
    }

    private void schedule(Runnable work, Duration delay) {
        synchronized (lock) {
            if (heartbeat != null) {
                heartbeat.cancel();
            }
            heartbeat = transport == Transport.CLOSED ? null : broadcast.after(delay, work);
        }
    }
}
