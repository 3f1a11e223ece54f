package io.shoptraining.registry;

/** How far the publication of a model came before the program ended. */
public enum PublishState {
    /** The metadata is in place and every file matches it: repeat the last steps, all of them harmless. */
    COMMITTED,
    /** Every file is there with the right hash, staged or in place: publish again. */
    ROLL_FORWARD,
    /** A file is missing or wrong: {@link ModelRegistry#rollBack} and train again. */
    ROLL_BACK,
    /** The name belongs to another model, which must not be touched. */
    TAKEN
}
