package io.shoptraining.api;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections whose client takes too long to send the head of a request. Jetty's idle timeout does not see them:
 * a byte now and then keeps it from passing.
 */
final class PatienceLimit extends AbstractLifeCycle {
    private final Server server;
    private final Duration patience;
    private final Map<EndPoint, Waiting> waiting = new HashMap<>();
    private Scheduler.@Nullable Task next;

    /**
     * A connection on which nothing is being answered.
     *
     * @param messages requests before this one
     * @param bytes that had come when it began to wait
     * @param sinceNanos when the first byte after those was seen; 0 for not yet
     */
    private record Waiting(long messages, long bytes, long sinceNanos) {}

    PatienceLimit(Server server, Duration patience) {
        this.server = server;
        this.patience = patience;
    }

    @Override
    protected void doStart() {
        schedule();
    }

    @Override
    protected synchronized void doStop() {
        if (next != null) {
            next.cancel();
        }
    }

    private synchronized void schedule() {
        long millis = Math.max(50, patience.toMillis() / 8);
        next = server.getScheduler().schedule(this::look, millis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (!isRunning()) {
            return;
        }
        Set<EndPoint> open = new HashSet<>();
        for (Connector connector : server.getConnectors()) {
            open.addAll(connector.getConnectedEndPoints());
        }
        waiting.keySet().retainAll(open);
        open.forEach(this::look);
        schedule();
    }

    private void look(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        boolean isHttp = connection instanceof ConnectionMetaData; // and not a WebSocket
        if (connection == null || !isHttp || connection.getMessagesIn() != connection.getMessagesOut()) {
            waiting.remove(endPoint);
            return;
        }
        long messages = connection.getMessagesOut();
        long bytes = connection.getBytesIn();
        Waiting before = waiting.get(endPoint);
        if (before == null || before.messages() != messages) {
            before = new Waiting(messages, messages == 0 ? 0 : bytes, 0);
        }
        if (bytes > before.bytes() && before.sinceNanos() == 0) {
            before = new Waiting(messages, before.bytes(), System.nanoTime());
        }
        waiting.put(endPoint, before);
        if (before.sinceNanos() != 0 && System.nanoTime() - before.sinceNanos() > patience.toNanos()) {
            endPoint.close();
        }
    }
}
