package io.shoptraining.api;

/**
 * A route where it is mounted.
 *
 * @param path from the root of the server, with parts in braces: {@code /api/v1/tasks/{task_id}}
 */
public record Operation(String path, Route route) {}
