package io.shoptraining.registry;

/**
 * One file of a model as it was when it was published.
 *
 * @param kind {@code model}, {@code loss_curve} or another suffix of the flat store
 * @param name the file's name within the store
 * @param size bytes
 * @param sha256 lower-case hex
 */
public record ManifestFile(String kind, String name, long size, String sha256) {}
