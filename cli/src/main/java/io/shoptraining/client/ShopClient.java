package io.shoptraining.client;

import io.shoptraining.errors.ShopTrainingException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks for operations, wherever they are carried out. Whatever is refused is thrown as the same
 * {@link ShopTrainingException}, with all of its faults, that the operation itself would throw.
 */
public interface ShopClient extends AutoCloseable {
    /** Asks and waits for the whole answer. */
    Reply call(Ask ask);

    /** Asks for a file and writes it; {@code target} appears only when it is complete. */
    void download(Ask ask, Path target);

    /**
     * The events after a number, then those that happen.
     *
     * @param taskId only those of this task; null for all
     */
    EventFeed follow(long since, @Nullable String taskId);

    /** The server that answers; empty when this process does the work itself. */
    Optional<URI> server();

    @Override
    void close();
}
