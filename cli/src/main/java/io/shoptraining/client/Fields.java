package io.shoptraining.client;

import io.shoptraining.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A JSON object of an answer, in the order in which it came. What is absent and what is null are the same. */
public record Fields(Map<String, Object> map) {
    public Fields {
        map = Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** The value as people read it; an empty text when there is none. */
    public String text(String name) {
        Object value = map.get(name);
        return value == null ? "" : String.valueOf(value);
    }

    public OptionalDouble number(String name) {
        return map.get(name) instanceof Number number
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    public boolean is(String name, Object value) {
        return value.equals(map.get(name));
    }

    /** An object within; empty when there is none. */
    public Optional<Fields> object(String name) {
        return map.get(name) instanceof Map<?, ?> inner ? Optional.of(of(inner)) : Optional.empty();
    }

    /** The objects of a list within; none when there is no list. */
    public List<Fields> list(String name) {
        List<Fields> objects = new ArrayList<>();
        if (map.get(name) instanceof List<?> items) {
            items.forEach(item -> {
                if (item instanceof Map<?, ?> object) {
                    objects.add(of(object));
                }
            });
        }
        return objects;
    }

    /** One line. */
    public String json() {
        return Json.write(map);
    }

    private static Fields of(Map<?, ?> object) {
        Map<String, Object> fields = new LinkedHashMap<>();
        object.forEach((key, value) -> fields.put(String.valueOf(key), value));
        return new Fields(fields);
    }
}
