package io.shoptraining.api;

/** What a route does to its resource. */
public enum Method {
    GET,
    POST,
    DELETE
}
