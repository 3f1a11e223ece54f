package io.shoptraining.task;

import org.jspecify.annotations.Nullable;

/**
 * Where a running training stands.
 *
 * @param progress 0 to 100; never falls within an attempt
 * @param epoch the last epoch that ended; 0 before the first
 * @param trainLoss mean loss of that epoch; null outside of training
 * @param valLoss loss on the validation days after that epoch
 * @param bestEpoch the epoch with the lowest validation loss so far
 * @param etaSeconds estimated seconds to the end of the task; null until it can be told
 */
public record Progress(
        Stage stage,
        double progress,
        int epoch,
        int totalEpochs,
        @Nullable Double trainLoss,
        @Nullable Double valLoss,
        @Nullable Integer bestEpoch,
        @Nullable Double etaSeconds,
        String message) {}
