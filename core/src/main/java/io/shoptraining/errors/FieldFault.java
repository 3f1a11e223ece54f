package io.shoptraining.errors;

/**
 * One fault of a request.
 *
 * @param field the field as the caller wrote it, {@code hyperparameters.hidden_size} for a nested one
 * @param code a stable word such as {@code unknown}, {@code out_of_range}, {@code required}
 * @param message the value that was given and what is allowed
 */
public record FieldFault(String field, String code, String message) {}
