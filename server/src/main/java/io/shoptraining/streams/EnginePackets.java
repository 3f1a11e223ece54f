package io.shoptraining.streams;

import io.shoptraining.json.Json;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How Engine.IO writes its packets, version 4 of its protocol: a digit for the type, then the text. */
final class EnginePackets {
    static final char OPEN = '0';
    static final char CLOSE = '1';
    static final char PING = '2';
    static final char PONG = '3';
    static final char MESSAGE = '4';
    static final char UPGRADE = '5';
    static final char NOOP = '6';

    /** Bytes instead of text, when they go through HTTP. */
    private static final char BASE64 = 'b';

    private static final char SEPARATOR = '\u001e';

    /** More packets in one request than a client has reason to send. */
    private static final int MAX_PACKETS = 1_000;

    private EnginePackets() {}

    static WireMessage of(char type) {
        return WireMessage.of(String.valueOf(type));
    }

    static WireMessage message(String text) {
        return WireMessage.of(MESSAGE + text);
    }

    /** The first packet that a client gets. */
    static WireMessage open(String sid, List<String> upgrades, StreamSettings settings) {
        Map<String, Object> handshake = new LinkedHashMap<>();
        handshake.put("sid", sid);
        handshake.put("upgrades", upgrades);
        handshake.put("pingInterval", settings.pingInterval().toMillis());
        handshake.put("pingTimeout", settings.pingTimeout().toMillis());
        handshake.put("maxPayload", settings.maxMessageBytes());
        return WireMessage.of(OPEN + Json.write(handshake));
    }

    /** Many packets as one body. */
    static String join(List<WireMessage> packets) {
        return packets.stream()
                .map(packet -> packet.binary() == null
                        ? packet.text()
                        : BASE64 + Base64.getEncoder().encodeToString(packet.bytes()))
                .collect(Collectors.joining(String.valueOf(SEPARATOR)));
    }

    /** The packets of one body; null when it is not made of packets. */
    static @Nullable List<WireMessage> split(String body) {
        List<WireMessage> packets = new ArrayList<>();
        int start = 0;
        while (start <= body.length()) {
            int end = body.indexOf(SEPARATOR, start);
            end = end < 0 ? body.length() : end;
            WireMessage packet = packet(body.substring(start, end));
            if (packet == null || packets.size() == MAX_PACKETS) {
                return null;
            }
            packets.add(packet);
            start = end + 1;
        }
        return packets;
    }

    private static @Nullable WireMessage packet(String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (text.charAt(0) != BASE64) {
            return WireMessage.of(text);
        }
        try {
            return WireMessage.of(Base64.getDecoder().decode(text.substring(1)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
