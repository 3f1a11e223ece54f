package io.shoptraining.api;

import io.shoptraining.access.Principal;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call, wherever it came from.
 *
 * @param headers a header by its name, in any letter case
 * @param stream the body; capped by whoever made it
 */
record RequestCall(
        Principal principal,
        Map<String, String> parameters,
        Map<String, String> queries,
        Function<String, @Nullable String> headers,
        InputStream stream)
        implements Call {
    @Override
    public String path(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no part " + name);
        }
        return value;
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.ofNullable(queries.get(name));
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name));
    }

    @Override
    public Map<String, Object> body() {
        try {
            byte[] bytes = stream.readAllBytes();
            if (bytes.length == 0) {
                return Map.of();
            }
            return Json.readObject(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new ShopTrainingException(ErrorCode.INVALID_REQUEST, "the body is not UTF-8", e);
        } catch (IOException e) {
            throw ShopTrainingException.io("the body of the request", e);
        }
    }
}
