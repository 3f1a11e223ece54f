package io.shoptraining.access;

import org.jspecify.annotations.Nullable;

/**
 * A token as it may be shown: never its secret, which nobody but its owner has.
 *
 * @param createdAt ISO-8601 instant
 * @param revokedAt ISO-8601 instant; null while the token is good
 */
public record Token(
        String id,
        String name,
        Role role,
        String createdAt,
        @Nullable String revokedAt) {}
