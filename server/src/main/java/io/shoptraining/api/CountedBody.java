package io.shoptraining.api;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request whose body ends with a failure as soon as it is longer than it may be, or comes too slowly. */
final class CountedBody extends Request.Wrapper {
    /** A client that keeps the connection busy with less than this is not sending a file. */
    private static final long MIN_BYTES_PER_SECOND = 1_024;

    private final long maxBytes;
    private final Duration patience;
    private final long startNanos = System.nanoTime();
    private long count;
    private Content.@Nullable Chunk failure;

    CountedBody(Request request, long maxBytes, Duration patience) {
        super(request);
        this.maxBytes = maxBytes;
        this.patience = patience;
    }

    @Override
    public Content.@Nullable Chunk read() {
        if (failure != null) {
            return failure;
        }
        Content.Chunk chunk = super.read();
        if (chunk == null || Content.Chunk.isFailure(chunk)) {
            return chunk;
        }
        count += chunk.remaining();
        if (count > maxBytes) {
            return fail(chunk, tooLarge(maxBytes));
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        if (!chunk.isLast() && seconds > patience.toSeconds() && count < seconds * MIN_BYTES_PER_SECOND) {
            return fail(
                    chunk, new ShopTrainingException(ErrorCode.INVALID_REQUEST, "the body of the request is too slow"));
        }
        return chunk;
    }

    private Content.Chunk fail(Content.Chunk chunk, ShopTrainingException why) {
        chunk.release();
        failure = Content.Chunk.from(why, true);
        return failure;
    }

    static ShopTrainingException tooLarge(long maxBytes) {
        return new ShopTrainingException(
                ErrorCode.PAYLOAD_TOO_LARGE, "the body may have at most " + maxBytes + " bytes here");
    }
}
