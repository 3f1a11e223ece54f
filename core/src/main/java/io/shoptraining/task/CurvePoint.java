package io.shoptraining.task;

/** The losses of one epoch. */
public record CurvePoint(int epoch, double trainLoss, double valLoss) {}
