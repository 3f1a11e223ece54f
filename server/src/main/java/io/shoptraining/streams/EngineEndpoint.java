package io.shoptraining.streams;

import io.javalin.http.Context;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The HTTP side of Engine.IO, and the sessions of both sides. */
final class EngineEndpoint {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 18;

    /** What Engine.IO answers to a request that it does not understand. */
    private enum Refusal {
        UNKNOWN_TRANSPORT(0, "Transport unknown"),
        UNKNOWN_SESSION(1, "Session ID unknown"),
        BAD_METHOD(2, "Bad handshake method"),
        BAD_REQUEST(3, "Bad request"),
        UNSUPPORTED_VERSION(5, "Unsupported protocol version");

        private final int code;
        private final String message;

        Refusal(int code, String message) {
            this.code = code;
            this.message = message;
        }

        String json() {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("code", code);
            body.put("message", message);
            return Json.write(body);
        }
    }

    private final Broadcast broadcast;
    private final BiFunction<EngineSession, Map<String, String>, EngineSession.Listener> application;
    private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();

    /** @param application makes what listens to a session, from the parameters of the request that began it */
    EngineEndpoint(
            Broadcast broadcast, BiFunction<EngineSession, Map<String, String>, EngineSession.Listener> application) {
        this.broadcast = broadcast;
        this.application = application;
    }

    static String randomId() {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Any method on the path. */
    void handle(Context context) {
        String method = context.method().name();
        String sid = context.queryParam("sid");
        EngineSession session = sid == null ? null : sessions.get(sid);
        if (!"4".equals(context.queryParam("EIO"))) {
            refuse(context, Refusal.UNSUPPORTED_VERSION);
        } else if (!"polling".equals(context.queryParam("transport"))) {
            refuse(context, Refusal.UNKNOWN_TRANSPORT);
        } else if (sid == null && !method.equals("GET")) {
            refuse(context, Refusal.BAD_METHOD);
        } else if (sid == null) {
            open(context);
        } else if (session == null) {
            refuse(context, Refusal.UNKNOWN_SESSION);
        } else if (method.equals("GET")) {
            answerLater(context, session);
        } else if (method.equals("POST")) {
            receive(context, session);
        } else {
            refuse(context, Refusal.BAD_REQUEST);
        }
    }

    private static void refuse(Context context, Refusal refusal) {
        context.status(400).contentType("application/json").result(refusal.json());
    }

    private void open(Context context) {
        requireRoom();
        EngineSession session = create(
                EventStreams.caller(context.attribute(EventStreams.CALLER)),
                null,
                firstOfEach(context.queryParamMap()));
        asText(context);
        context.future(() -> {
            AsyncBody body = AsyncBody.start(context.req().getAsyncContext());
            boolean taken = session.poll(body);
            session.open();
            return taken ? body.ended() : refuseLate(context, body);
        });
    }

    private void answerLater(Context context, EngineSession session) {
        asText(context);
        context.future(() -> {
            AsyncBody body = AsyncBody.start(context.req().getAsyncContext());
            return session.poll(body) ? body.ended() : refuseLate(context, body);
        });
    }

    private static CompletableFuture<Void> refuseLate(Context context, AsyncBody body) {
        context.status(400).contentType("application/json");
        body.write(Refusal.BAD_REQUEST.json().getBytes(StandardCharsets.UTF_8), null);
        body.end();
        return body.ended();
    }

    private void receive(Context context, EngineSession session) {
        int limit = broadcast.settings().maxMessageBytes();
        byte[] bytes;
        try {
            bytes = context.bodyInputStream().readNBytes(limit + 1);
        } catch (IOException e) {
            session.close(CloseReason.GONE);
            throw ShopTrainingException.io("the request", e);
        }
        if (bytes.length > limit) {
            session.close(CloseReason.BAD_FRAME);
            context.status(413);
        } else if (session.receive(packets(bytes))) {
            asText(context);
            context.result("ok");
        } else {
            refuse(context, Refusal.BAD_REQUEST);
        }
    }

    private static @Nullable List<WireMessage> packets(byte[] body) {
        try {
            return EnginePackets.split(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static void asText(Context context) {
        context.contentType("text/plain; charset=utf-8").header("Cache-Control", "no-store");
    }

    /** Refuses a WebSocket before it is one. */
    void beforeUpgrade(Context context) {
        String sid = context.queryParam("sid");
        Faults faults = new Faults();
        if (!"4".equals(context.queryParam("EIO"))) {
            faults.add("EIO", "unknown", Refusal.UNSUPPORTED_VERSION.message + "; allowed: 4");
        }
        if (!"websocket".equals(context.queryParam("transport"))) {
            faults.add("transport", "unknown", Refusal.UNKNOWN_TRANSPORT.message + "; allowed: websocket");
        }
        if (sid != null && !sessions.containsKey(sid)) {
            faults.add("sid", "unknown", Refusal.UNKNOWN_SESSION.message);
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        if (sid == null) {
            requireRoom();
        }
    }

    private void requireRoom() {
        broadcast.requireRoom();
        if (sessions.size() >= broadcast.settings().maxClients()) {
            throw broadcast.full();
        }
    }

    EngineSession create(String caller, @Nullable WebSocketLink link, Map<String, String> query) {
        EngineSession session = new EngineSession(
                randomId(),
                caller,
                broadcast,
                link,
                opened -> application.apply(opened, query),
                closed -> sessions.remove(closed.sid()));
        sessions.put(session.sid(), session);
        if (broadcast.isRevoked(caller)) {
            session.close(CloseReason.UNAUTHENTICATED);
        }
        return session;
    }

    @Nullable
    EngineSession session(String sid) {
        return sessions.get(sid);
    }

    static Map<String, String> firstOfEach(Map<String, List<String>> parameters) {
        Map<String, String> first = new HashMap<>();
        parameters.forEach((key, values) -> {
            if (!values.isEmpty()) {
                first.put(key, values.get(0));
            }
        });
        return first;
    }

    void end(CloseReason reason) {
        sessions.values().forEach(session -> session.close(reason));
    }

    /** Ends the sessions of a token that is good no more. */
    void revoke(String caller) {
        sessions.values().stream()
                .filter(session -> session.caller().equals(caller))
                .forEach(session -> session.close(CloseReason.UNAUTHENTICATED));
    }
}
