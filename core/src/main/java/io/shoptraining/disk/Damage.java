package io.shoptraining.disk;

/** Why bytes are not a file of ours. */
public final class Damage extends Exception {
    private static final long serialVersionUID = 1;

    public Damage(String reason) {
        super(reason);
    }

    /** @throws Damage when {@code damaged} */
    public static void when(boolean damaged, String reason) throws Damage {
        if (damaged) {
            throw new Damage(reason);
        }
    }
}
