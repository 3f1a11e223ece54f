package io.shoptraining.registry;

/**
 * Places at which a crash test may end the process, as a power cut would. Nothing happens unless the system property
 * {@code shoptraining.failpoint} names the place.
 */
final class Failpoint {
    private static final int KILLED = 137;

    private Failpoint() {}

    static void reach(String name) {
        if (name.equals(System.getProperty("shoptraining.failpoint"))) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
