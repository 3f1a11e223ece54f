package io.shoptraining.streams;

import java.time.Duration;

/**
 * The limits of streams.
 *
 * @param maxClients clients at a time; the next one is refused
 * @param maxQueuedBytes what may wait for one client before it is closed
 * @param maxMessageBytes the longest message that a client may send
 * @param quiet how long a stream of Server-Sent Events says nothing before it says that it lives
 * @param pingInterval between two pings of a WebSocket or a Socket.IO client
 * @param pingTimeout how long the answer to a ping may take
 * @param closeGrace how long a client that is told to go may take to read what was sent before
 */
public record StreamSettings(
        int maxClients,
        int maxQueuedBytes,
        int maxMessageBytes,
        Duration quiet,
        Duration pingInterval,
        Duration pingTimeout,
        Duration closeGrace) {
    public static final StreamSettings DEFAULTS = new StreamSettings(
            2_000,
            1 << 20,
            64 << 10,
            Duration.ofSeconds(15),
            Duration.ofSeconds(25),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5));

    public StreamSettings {
        if (maxClients < 1 || maxQueuedBytes < 1 || maxMessageBytes < 1) {
            throw new IllegalArgumentException("limits of streams begin at 1");
        }
    }

    public StreamSettings withMaxClients(int clients) {
        return new StreamSettings(
                clients, maxQueuedBytes, maxMessageBytes, quiet, pingInterval, pingTimeout, closeGrace);
    }

    /** How long nothing may be heard of a client. */
    Duration silence() {
        return pingInterval.plus(pingTimeout);
    }
}
