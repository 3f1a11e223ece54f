package io.shoptraining.api;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.shoptraining.access.Access;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.streams.EventStreams;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Listens, and hands what the {@link Gate} lets through to the {@link Api}. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int MAX_HEADER_BYTES = 16 << 10;

    /** Longer than the streams are silent, so that only a dead or idle connection is closed for it. */
    private static final long IDLE_MILLIS = 30_000;

    private final HttpSettings settings;
    private final Gate gate;
    private final Javalin javalin;
    private final Meters meters;

    private HttpServer(Api api, EventStreams streams, HttpSettings settings, Access access, Meters meters) {
        this.settings = settings;
        this.meters = meters;
        this.gate = new Gate(api, settings, access);
        this.javalin = Javalin.create(config -> configure(config, api, streams));
    }

    /**
     * Begins to listen.
     *
     * @param streams events, beside the operations; closed by whoever made them
     */
    public static HttpServer start(Api api, EventStreams streams, HttpSettings settings, Access access, Meters meters) {
        HttpServer server = new HttpServer(api, streams, settings, access, meters);
        try {
            server.javalin.start(settings.port());
            return server;
        } catch (RuntimeException e) {
            server.javalin.stop();
            throw new ShopTrainingException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "cannot listen on " + settings.host() + " port " + settings.port() + ": " + reason(e)
                            + "; choose another --port, or end the program that has it",
                    e);
        }
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    public int port() {
        return javalin.port();
    }

    /** Such as {@code http://127.0.0.1:8000}; by a name under which this machine itself reaches the server. */
    public String address() {
        String host = Origins.isEveryAddress(settings.host()) ? "127.0.0.1" : Origins.bracketed(settings.host());
        return "http://" + host + ":" + port();
    }

    /** From now on nothing new is taken on; what is there can still be looked at. */
    public void refuseNewWork() {
        gate.refuseNewWork();
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private void configure(JavalinConfig config, Api api, EventStreams streams) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.maxRequestSize = Long.MAX_VALUE; // each route has its own cap, which the gate holds
        config.jetty.host = settings.host();
        config.jetty.modifyHttpConfiguration(this::configure);
        config.jetty.modifyServer(this::putGateInFront);
        for (Operation operation : api.operations()) {
            config.routes.addHttpHandler(
                    HandlerType.findOrCreate(operation.route().method().name()), path(api, operation), this::answer);
        }
        config.routes.exception(ShopTrainingException.class, (e, context) -> send(Problems.of(e), context));
        streams.mount(config);
    }

    private void configure(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        http.setIdleTimeout(IDLE_MILLIS);
        // odd addresses come as far as the gate, which answers them as it answers everything
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.addCustomizer((request, headers) -> {
            SecurityHeaders.put(headers);
            return PlainMethod.of(request);
        });
    }

    private void putGateInFront(Server server) {
        Handler inside = Objects.requireNonNull(server.getHandler());
        gate.setHandler(inside);
        server.setHandler(gate);
        server.setErrorHandler(new BareErrors());
        server.setStopAtShutdown(false);
        for (var connector : server.getConnectors()) {
            if (connector instanceof ServerConnector socket) {
                socket.setIdleTimeout(IDLE_MILLIS);
            }
        }
        server.addBean(new PatienceLimit(server, settings.patience()));
    }

    /** Where an operation is within Javalin; the gate has read the address that the client sent. */
    static String path(Api api, Operation operation) {
        return "/operations/" + api.operations().indexOf(operation);
    }

    private void answer(Context context) throws IOException {
        Gate.Passed passed = Objects.requireNonNull(context.<Gate.Passed>attribute(Gate.PASSED));
        String taskId = passed.match().parameters().get("task_id");
        if (taskId == null) {
            answer(context, passed);
            return;
        }
        // every line of the server's log from here on says which task it is about
        try (MDC.MDCCloseable about = MDC.putCloseable("task_id", taskId)) {
            answer(context, passed);
        }
    }

    private void answer(Context context, Gate.Passed passed) throws IOException {
        long startNanos = System.nanoTime();
        Answer answer;
        try {
            RequestCall call = new RequestCall(
                    passed.principal(),
                    passed.match().parameters(),
                    QueryText.parse(context.req().getQueryString()),
                    context.req()::getHeader,
                    new BodyStream(context.req().getInputStream()));
            answer = Api.answer(passed.match(), call);
        } catch (RuntimeException e) {
            answer = Problems.of(e);
        }
        boolean whole = send(answer, context);
        Operation operation = passed.match().operation();
        String status = whole ? String.valueOf(context.res().getStatus()) : "aborted";
        LOG.debug("{} {}: {}", operation.route().method(), operation.path(), status);
        meters.answered(operation, status, System.nanoTime() - startNanos);
    }

    /** Whether it went out whole. */
    private static boolean send(Answer answer, Context context) {
        try {
            return write(answer, context);
        } catch (IOException e) {
            LOG.debug("a client went away before it had its answer", e);
            return false;
        }
    }

    private static boolean write(Answer answer, Context context) throws IOException {
        HttpServletResponse response = context.res();
        response.setStatus(answer.status());
        response.setContentType(answer.type());
        answer.headers().forEach(response::setHeader);
        OutputStream out = response.getOutputStream();
        try {
            answer.content().writeTo(out);
            return true;
        } catch (RuntimeException e) {
            if (response.isCommitted()) {
                LOG.error("an answer broke off", e);
                cut(context);
                return false;
            }
            response.resetBuffer();
            answer.headers().keySet().forEach(name -> response.setHeader(name, null));
            return write(Problems.of(e), context);
        }
    }

    /** The only way to tell a client that what it has is not the whole. */
    private static void cut(Context context) {
        ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
