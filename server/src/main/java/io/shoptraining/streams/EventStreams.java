package io.shoptraining.streams;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.shoptraining.events.EventHub;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The events of an {@link EventHub} for any number of clients, over Server-Sent Events, WebSocket and Socket.IO. It is
 * mounted after the gate that lets requests in: what the gate throws before an upgrade keeps the WebSocket from opening.
 */
public final class EventStreams implements AutoCloseable {
    public static final String EVENTS = "/api/v1/events";
    public static final String WEB_SOCKET = "/api/v1/ws";
    public static final String SOCKET_IO = "/socket.io/";

    /** The attribute of a request that holds the id of the token that it came with; without it nothing is revoked. */
    public static final String CALLER = "io.shoptraining.caller";

    private static final List<HandlerType> METHODS =
            List.of(HandlerType.GET, HandlerType.POST, HandlerType.PUT, HandlerType.PATCH, HandlerType.DELETE);

    private static final int UNUSED_SESSION_SECONDS = 60;

    private final Broadcast broadcast;
    private final EventsEndpoint events;
    private final EngineEndpoint engine;

    public EventStreams(EventHub hub, StreamSettings settings) {
        this.broadcast = new Broadcast(hub, settings);
        this.events = new EventsEndpoint(hub, broadcast);
        this.engine = new EngineEndpoint(
                broadcast,
                (session, query) -> new SocketIoConnection(
                        session, Map.of(SocketIoPacket.MAIN, new EventNamespace(broadcast, query))));
    }

    /** Adds the routes, once, before the server starts. */
    public void mount(JavalinConfig config) {
        // Javalin begins a session for every WebSocket; nothing is ever put into one, and no cookie has to tell of it
        config.jetty.modifyServletContextHandler(context -> {
            context.getSessionHandler().setUsingCookies(false);
            context.getSessionHandler().setMaxInactiveInterval(UNUSED_SESSION_SECONDS);
        });
        config.routes.get(EVENTS, events::get);
        config.routes.wsBeforeUpgrade(WEB_SOCKET, this::beforeUpgrade);
        mountWebSocket(
                config,
                WEB_SOCKET,
                (caller, query) -> new WebSocketClient(caller, request(query), broadcast),
                broadcast);
        mountEngine(config, SOCKET_IO, engine, broadcast);
    }

    static void mountEngine(JavalinConfig config, String path, EngineEndpoint engine, Broadcast broadcast) {
        METHODS.forEach(method -> config.routes.addHttpHandler(method, path, engine::handle));
        config.routes.wsBeforeUpgrade(path, engine::beforeUpgrade);
        mountWebSocket(config, path, (caller, query) -> new EngineSocket(engine, caller, query), broadcast);
    }

    /**
     * Javalin's own WebSocket keeps pongs to itself and agrees to compression, so Jetty is asked directly. Javalin still
     * comes first: only a path that it knows, and that its handlers before an upgrade let pass, gets this far.
     */
    private static void mountWebSocket(
            JavalinConfig config,
            String path,
            BiFunction<String, Map<String, String>, WebSocketListener.Peer> peers,
            Broadcast broadcast) {
        String prefix = path.endsWith("/") ? path : path + "/";
        config.routes.ws(
                path,
                unused -> unused.onConnect(context -> context.closeSession(
                        CloseReason.SERVER_ERROR.webSocketCode(), CloseReason.SERVER_ERROR.word())));
        config.jetty.modifyWebSocketServletFactory(factory -> factory.addMapping(prefix + "*", (request, response) -> {
            response.setExtensions(List.of());
            return new WebSocketListener(
                    peers.apply(
                            caller(request.getServletAttribute(CALLER)),
                            EngineEndpoint.firstOfEach(request.getParameterMap())),
                    broadcast);
        }));
    }

    private void beforeUpgrade(Context context) {
        request(EngineEndpoint.firstOfEach(context.queryParamMap()));
        broadcast.requireRoom();
    }

    static String caller(@Nullable Object attribute) {
        return Objects.toString(attribute, "");
    }

    private static StreamRequest request(Map<String, String> query) {
        return StreamRequest.of("since", query.get("since"), query.get("task_id"));
    }

    /** Clients that are served now. */
    public int clients() {
        return broadcast.clients();
    }

    /** Ends at once what was begun with a token that is good no more. */
    public void revoke(String tokenId) {
        broadcast.revoke(tokenId);
        engine.revoke(tokenId);
    }

    /** Tells every client why it is closed, and lets nobody in any more. */
    public void close(CloseReason reason) {
        broadcast.end(reason);
        engine.end(reason);
        broadcast.close();
    }

    @Override
    public void close() {
        close(CloseReason.SHUTTING_DOWN);
    }
}
