package io.shoptraining.api;

import io.shoptraining.access.Principal;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** One request as a resource sees it, whether it came over HTTP or from a command of the same process. */
public interface Call {
    /** Who asks; has at least the role that the route demands. */
    Principal principal();

    /** A part of the path that the route names in braces. */
    String path(String name);

    /** A parameter after the question mark; the first one when it is repeated. */
    Optional<String> query(String name);

    Optional<String> header(String name);

    /**
     * The JSON object in the body; empty when there is no body.
     *
     * @throws ShopTrainingException {@link ErrorCode#INVALID_REQUEST} when it is something else
     */
    Map<String, Object> body();

    /** The body as it is, for uploads; limited by the route's cap. */
    InputStream stream();
}
