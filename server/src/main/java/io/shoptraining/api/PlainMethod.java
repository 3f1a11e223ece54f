package io.shoptraining.api;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/** A request whose method is that of its first line. Javalin would take another one from a header, after the gate. */
final class PlainMethod extends Request.Wrapper {
    private static final String OVERRIDE = "X-HTTP-Method-Override";

    private final HttpFields headers;

    private PlainMethod(Request request) {
        super(request);
        this.headers = HttpFields.build(request.getHeaders()).remove(OVERRIDE).asImmutable();
    }

    /** The request itself, unless it has such a header. */
    static Request of(Request request) {
        return request.getHeaders().contains(OVERRIDE) ? new PlainMethod(request) : request;
    }

    @Override
    public HttpFields getHeaders() {
        return headers;
    }
}
