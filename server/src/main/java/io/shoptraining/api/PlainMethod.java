package io.shoptraining.api;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/** A request whose method is that of its first line. Javalin would take another one from a header, after the gate. */
final class PlainMethod extends Request.Wrapper {
    private final HttpFields headers;

    PlainMethod(Request request) {
        super(request);
        this.headers = HttpFields.build(request.getHeaders())
                .remove("X-HTTP-Method-Override")
                .asImmutable();
    }

    @Override
    public HttpFields getHeaders() {
        return headers;
    }
}
