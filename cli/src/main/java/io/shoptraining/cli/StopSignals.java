package io.shoptraining.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The wish of the operating system that this program ends. The first signal is a request, the second one an order. Java
 * itself would end with a failure's exit code at the first and ignore the second.
 */
final class StopSignals {
    private static final List<String> NAMES = List.of("TERM", "INT", "HUP");
    private static final int BY_SIGNAL = 128;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile String first = "";

    private StopSignals() {}

    /** From now on signals are counted here. */
    static StopSignals listen() {
        StopSignals signals = new StopSignals();
        NAMES.forEach(signals::handle);
        return signals;
    }

    /** Waits for the first signal; its exit code when the program then ends well. */
    int await() throws InterruptedException {
        asked.await();
        return first.equals("INT") ? BY_SIGNAL + SIGINT : ExitCode.OK;
    }

    private synchronized void received(String name) {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(BY_SIGNAL + (name.equals("INT") ? SIGINT : SIGTERM));
        }
        first = name;
        asked.countDown();
    }

    /**
     * By reflection, because the compiler does not let code name the package. Where the platform has no such signal, the
     * program ends as Java does.
     */
    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object listener = Proxy.newProxyInstance(
                    StopSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> {
                        switch (method.getName()) {
                            case "handle" -> received(name);
                            case "hashCode" -> {
                                return System.identityHashCode(proxy);
                            }
                            case "equals" -> {
                                return proxy == args[0];
                            }
                            default -> {
                                return name;
                            }
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // Ctrl-C and TERM still end the program, without its farewell
        }
    }
}
