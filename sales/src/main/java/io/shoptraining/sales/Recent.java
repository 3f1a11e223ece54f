package io.shoptraining.sales;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The last few values that were asked for. They never change, and each is made once however many ask for it. */
final class Recent<V> {
    private final int most;
    private final Map<String, V> values = new LinkedHashMap<>(16, 0.75f, true);

    Recent(int most) {
        this.most = most;
    }

    synchronized V of(String key, Supplier<V> make) {
        V known = values.get(key);
        if (known != null) {
            return known;
        }
        V made = make.get();
        values.put(key, made);
        if (values.size() > most) {
            values.remove(values.keySet().iterator().next());
        }
        return made;
    }
}
