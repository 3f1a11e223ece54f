package io.shoptraining.cli;

import io.shoptraining.client.ShopClient;

/** What Ctrl-C means while a server's work is being watched: the watching ends, the work does not. */
final class Leaving implements AutoCloseable {
    private final Thread hook;

    private Leaving(Thread hook) {
        this.hook = hook;
    }

    /**
     * Says so at Ctrl-C, if the work is a server's; without a server Ctrl-C gives the work back to the queue.
     *
     * @param further what can be done about the work from then on
     */
    static Leaving of(ShopClient client, String what, String further, Terminal terminal) {
        Thread hook = new Thread(
                () -> terminal.note("\nLeft " + what + " running on the server; " + further + "."), "leaving");
        if (client.server().isPresent()) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
        return new Leaving(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the program ends already, and the hook has said so
        }
    }
}
