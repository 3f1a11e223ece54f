package io.shoptraining.tensor;

/** Why bytes are not a file of ours. */
final class Damage extends Exception {
    private static final long serialVersionUID = 1;

    Damage(String reason) {
        super(reason);
    }

    static void when(boolean damaged, String reason) throws Damage {
        if (damaged) {
            throw new Damage(reason);
        }
    }
}
