package io.shoptraining.api;

import io.shoptraining.access.Access;
import io.shoptraining.access.Principal;
import io.shoptraining.access.Role;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.streams.EventStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request has to pass before anything else looks at it, WebSocket handshakes included. Nothing is let through
 * but what is known: a name of this server, a page of its own, somebody with a token, a path and a method of the table,
 * a role that may do it, a body of the right kind and size. Who has not shown a token learns nothing but that.
 */
final class Gate extends Handler.Wrapper {
    /** The attribute of a request that holds what it asks for. */
    static final String PASSED = "io.shoptraining.passed";

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final Principal NOBODY = new Principal("", "nobody", Role.VIEWER);
    private static final Set<String> FILE_TYPES = Set.of(
            "multipart/form-data",
            "application/octet-stream",
            "text/csv",
            "application/gzip",
            "application/vnd.apache.parquet",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

    private final Api api;
    private final Map<String, Mount> mounts;
    private final Origins origins;
    private final SignIn signIn;
    private final Duration patience;
    private volatile boolean closing;

    /** What was let through. */
    record Passed(Principal principal, RouteTable.Match match) {}

    /** What a request asks for, as far as there is such a thing. */
    private record Target(@Nullable Mount mount, Optional<PathParts> parts, Optional<RouteTable.Match> match) {
        boolean isOpenToAll() {
            return match.map(found -> found.operation().route().role() == null).orElse(false);
        }
    }

    Gate(Api api, HttpSettings settings, Access access) {
        this.api = api;
        this.mounts =
                Mount.ofStreams().stream().collect(java.util.stream.Collectors.toUnmodifiableMap(Mount::path, m -> m));
        this.origins = new Origins(settings);
        this.signIn = new SignIn(access, settings.signIn());
        this.patience = settings.patience();
    }

    /** From now on nothing new is taken on. */
    void refuseNewWork() {
        closing = true;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields headers = request.getHeaders();
        if (!origins.isHostAllowed(headers.getValuesList(HttpHeader.HOST))
                || !origins.isHostAllowed(
                        List.of(String.valueOf(request.getHttpURI().getHost())))) {
            return refuse(ErrorCode.MISDIRECTED, response, callback);
        }
        String path = String.valueOf(request.getHttpURI().getPath());
        Mount mount = mounts.get(path);
        boolean isGuarded = mount != null || isUpgrade(headers) || !isSafe(request.getMethod());
        if (!isOriginAllowed(headers, isGuarded)) {
            return refuse(ErrorCode.FORBIDDEN, response, callback);
        }
        if (signIn.isAttempt(request, path)) {
            signIn.answer(request, response, callback);
            return true;
        }
        Optional<PathParts> parts = PathParts.of(path);
        Target target = new Target(mount, parts, parts.flatMap(p -> find(request.getMethod(), p)));
        if (target.isOpenToAll()) {
            return passOrExplain(request, response, callback, NOBODY, target);
        }
        Optional<SignIn.Caller> caller = signIn.caller(request);
        if (caller.isEmpty()) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            return refuse(ErrorCode.UNAUTHENTICATED, response, callback);
        }
        if (isGuarded
                && caller.get().isCookie()
                && headers.get(HttpHeader.ORIGIN) == null
                && !isReadByOwnPage(request.getMethod(), headers)) {
            return refuse(ErrorCode.FORBIDDEN, response, callback);
        }
        return passOrExplain(request, response, callback, caller.get().principal(), target);
    }

    /** Whoever has come this far is told why he comes no further. */
    private boolean passOrExplain(
            Request request, Response response, Callback callback, Principal principal, Target target)
            throws Exception {
        try {
            Mount mount = target.mount();
            if (mount != null) {
                return pass(request, response, callback, principal, mount);
            }
            return pass(
                    request,
                    response,
                    callback,
                    principal,
                    target.match()
                            .orElseThrow(() -> api.table()
                                    .refusal(request.getMethod(), target.parts().orElse(null))));
        } catch (ShopTrainingException e) {
            if (e.code() == ErrorCode.METHOD_NOT_ALLOWED) {
                response.getHeaders().put(HttpHeader.ALLOW, allowed(target.mount(), target.parts()));
            }
            return problem(e, response, callback);
        }
    }

    private boolean pass(
            Request request, Response response, Callback callback, Principal principal, RouteTable.Match match)
            throws Exception {
        Route route = match.operation().route();
        Api.requireRole(principal, route);
        requireOpen(request);
        requireBody(request.getHeaders(), route.maxBytes());
        HttpURI own = HttpURI.build(request.getHttpURI(), HttpServer.path(api, match.operation()), null, null)
                .query(request.getHttpURI().getQuery())
                .asImmutable();
        Request checked = Request.serveAs(new CountedBody(request, route.maxBytes(), patience), own);
        checked.setAttribute(PASSED, new Passed(principal, match));
        return super.handle(checked, response, callback);
    }

    private boolean pass(Request request, Response response, Callback callback, Principal principal, Mount mount)
            throws Exception {
        if (mount.methods().stream().noneMatch(method -> method.name().equals(request.getMethod()))) {
            throw new ShopTrainingException(
                    ErrorCode.METHOD_NOT_ALLOWED, request.getMethod() + " is not possible here");
        }
        if (!principal.role().mayActAs(mount.role())) {
            throw new ShopTrainingException(
                    ErrorCode.FORBIDDEN, "this takes the role " + mount.role().word());
        }
        if (closing) {
            throw closing();
        }
        requireLength(request.getHeaders(), mount.maxBytes());
        if (!mount.takesOthers()) {
            Api.requireKnown(QueryText.parse(request.getHttpURI().getQuery()).keySet(), mount.parameters());
        }
        request.setAttribute(EventStreams.CALLER, principal.id());
        Request checked = mount.maxBytes() == 0 ? request : new CountedBody(request, mount.maxBytes(), patience);
        return super.handle(checked, response, callback);
    }

    private String allowed(@Nullable Mount mount, Optional<PathParts> parts) {
        Set<Method> methods =
                mount == null ? parts.map(api.table()::methods).orElse(Set.of()) : new TreeSet<>(mount.methods());
        return String.join(", ", methods.stream().map(Enum::name).toList());
    }

    private Optional<RouteTable.Match> find(String method, PathParts path) {
        for (Method known : Method.values()) {
            if (known.name().equals(method)) {
                return api.table().find(known, path);
            }
        }
        return Optional.empty();
    }

    private boolean isOriginAllowed(HttpFields headers, boolean isGuarded) {
        List<String> given = headers.getValuesList(HttpHeader.ORIGIN);
        Optional<String> origin = given.stream().findFirst();
        boolean isAllowed = given.size() <= 1
                && origin.map(o -> origins.isOriginAllowed(o, String.valueOf(headers.get(HttpHeader.HOST))))
                        .orElse(true)
                && !(isGuarded && origins.isForeign(headers.get("Sec-Fetch-Site"), origin));
        if (!isAllowed) {
            LOG.info("refused a request of a page of another origin; allowed_origins lists those that may");
        }
        return isAllowed;
    }

    private void requireOpen(Request request) {
        if (closing && !isSafe(request.getMethod())) {
            throw closing();
        }
    }

    private static ShopTrainingException closing() {
        return new ShopTrainingException(
                ErrorCode.SHUTTING_DOWN, "the server is shutting down; ask again when it is back");
    }

    private static void requireBody(HttpFields headers, long maxBytes) {
        requireLength(headers, maxBytes);
        boolean hasBody =
                headers.getLongField(HttpHeader.CONTENT_LENGTH) > 0 || headers.contains(HttpHeader.TRANSFER_ENCODING);
        if (hasBody && maxBytes > 0) {
            String header = headers.get(HttpHeader.CONTENT_TYPE);
            String type = header == null ? "" : header.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
            boolean takesFiles = maxBytes > Route.MAX_JSON_BYTES;
            if (takesFiles ? !FILE_TYPES.contains(type) : !type.equals(Answer.JSON)) {
                throw new ShopTrainingException(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "'" + type + "' is no Content-Type for this; possible: "
                                + (takesFiles
                                        ? String.join(
                                                ", ",
                                                FILE_TYPES.stream().sorted().toList())
                                        : Answer.JSON));
            }
        }
    }

    private static void requireLength(HttpFields headers, long maxBytes) {
        if (headers.contains(HttpHeader.CONTENT_ENCODING)) {
            throw new ShopTrainingException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "a body has to come as it is, without a Content-Encoding");
        }
        if (headers.getLongField(HttpHeader.CONTENT_LENGTH) > maxBytes) {
            throw CountedBody.tooLarge(maxBytes);
        }
    }

    private static boolean isSafe(String method) {
        return method.equals("GET");
    }

    /** With a GET of its own page a browser sends no {@code Origin}, but it does say where the request came from. */
    private static boolean isReadByOwnPage(String method, HttpFields headers) {
        return isSafe(method) && !isUpgrade(headers) && "same-origin".equals(headers.get("Sec-Fetch-Site"));
    }

    private static boolean isUpgrade(HttpFields headers) {
        return headers.contains(HttpHeader.UPGRADE) || headers.contains("Sec-WebSocket-Key");
    }

    /** For those who have shown no token: the status, and nothing else. */
    private static boolean refuse(ErrorCode code, Response response, Callback callback) {
        response.setStatus(code.httpStatus());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
        response.write(true, ByteBuffer.allocate(0), callback);
        return true;
    }

    private static boolean problem(ShopTrainingException failure, Response response, Callback callback)
            throws IOException {
        Answer answer = Problems.of(failure);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        answer.content().writeTo(body);
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.size());
        answer.headers().forEach((name, value) -> response.getHeaders().put(new HttpField(name, value)));
        response.write(true, ByteBuffer.wrap(body.toByteArray()), callback);
        return true;
    }
}
