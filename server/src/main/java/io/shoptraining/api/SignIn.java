package io.shoptraining.api;

import io.shoptraining.access.Access;
import io.shoptraining.access.Principal;
import io.shoptraining.errors.ShopTrainingException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request. Programs send their token as a bearer; a browser has it in a cookie that no script can read and
 * no other site can make it send, which it gets by opening the link {@code /?token=…} once.
 */
final class SignIn {
    private static final String BEARER = "Bearer ";
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Access access;
    private final boolean isAsked;
    private final PageFiles page = PageFiles.read();

    /** @param isCookie whether the browser sent the token by itself, so that any page might have made it do so */
    record Caller(Principal principal, boolean isCookie) {}

    /** @param isAsked false when everybody may do everything */
    SignIn(Access access, boolean isAsked) {
        this.access = access;
        this.isAsked = isAsked;
    }

    Optional<Caller> caller(Request request) {
        if (!isAsked) {
            return Optional.of(new Caller(Principal.LOCAL, false));
        }
        HttpFields headers = request.getHeaders();
        List<String> bearers = headers.getValuesList(HttpHeader.AUTHORIZATION);
        if (!bearers.isEmpty()) {
            String header = bearers.get(0);
            return bearers.size() == 1 && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? access.authenticate(header.substring(BEARER.length()).trim())
                            .map(p -> new Caller(p, false))
                    : Optional.empty();
        }
        String name = cookie(request);
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(name))
                .findFirst()
                .flatMap(cookie -> access.authenticate(cookie.getValue()))
                .map(p -> new Caller(p, true));
    }

    /** Whether somebody opened the link with a token. */
    boolean isAttempt(Request request, String path) {
        return request.getMethod().equals("GET") && path.equals("/") && token(request) != null;
    }

    /** Turns the token of the link into a cookie, and takes it out of the address bar. */
    boolean answer(Request request, Response response, Callback callback) {
        String token = token(request);
        if (token == null || access.authenticate(token).isEmpty()) {
            return askAgain(response, callback);
        }
        response.setStatus(303);
        response.getHeaders().put(HttpHeader.LOCATION, "/");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
        Response.putCookie(
                response,
                HttpCookie.build(cookie(request), token)
                        .path("/")
                        .httpOnly(true)
                        .sameSite(HttpCookie.SameSite.STRICT)
                        .maxAge(REMEMBERED.toSeconds())
                        .build());
        response.write(true, ByteBuffer.allocate(0), callback);
        return true;
    }

    /** The page, which asks for another token when it finds that nobody is signed in. */
    private boolean askAgain(Response response, Callback callback) {
        PageFiles.File index = page.index();
        response.setStatus(401);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, index.type());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, index.content().length);
        response.write(true, ByteBuffer.wrap(index.content()), callback);
        return true;
    }

    /** Browsers share cookies between the ports of a machine, so each server's has a name of its own. */
    private static String cookie(Request request) {
        return "shoptraining-" + Request.getLocalPort(request);
    }

    private static @Nullable String token(Request request) {
        try {
            return QueryText.parse(request.getHttpURI().getQuery()).get("token");
        } catch (ShopTrainingException e) {
            return null;
        }
    }
}
