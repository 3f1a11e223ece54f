package io.shoptraining.task;

import java.util.List;
import java.util.Optional;

/** The closed list of model types. The code that trains them declares it; whoever takes requests is handed it. */
public record ModelCatalog(List<ModelType> types) {
    public ModelCatalog {
        types = List.copyOf(types);
    }

    public Optional<ModelType> find(String name) {
        return types.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    public List<String> names() {
        return types.stream().map(ModelType::name).toList();
    }
}
