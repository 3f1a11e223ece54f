package io.shoptraining.cli;

import java.io.ObjectInputFilter;
import java.util.Objects;

/** Nothing here reads serialized Java objects; this makes sure that nothing can, whatever a library might try. */
final class SerialFilter {
    private static final String REFUSE_ALL = "!*";

    private SerialFilter() {}

    /**
     * Refuses every serialized object from now on.
     *
     * @throws IllegalStateException when the program was started with a filter that lets some through
     */
    static void refuseAll() {
        if (ObjectInputFilter.Config.getSerialFilter() == null) {
            ObjectInputFilter.Config.setSerialFilter(ObjectInputFilter.Config.createFilter(REFUSE_ALL));
        }
        String filter = Objects.toString(ObjectInputFilter.Config.getSerialFilter());
        if (!filter.equals(REFUSE_ALL)) {
            throw new IllegalStateException("jdk.serialFilter has to be '" + REFUSE_ALL + "', but is '" + filter + "'");
        }
    }
}
