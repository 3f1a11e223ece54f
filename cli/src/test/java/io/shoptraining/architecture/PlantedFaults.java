package io.shoptraining.architecture;

import org.jspecify.annotations.Nullable;

/** Classes that break a rule on purpose, so that the rule is seen to notice. */
final class PlantedFaults {
    private PlantedFaults() {}

    static final class Engine {
        org.bytedeco.javacpp.@Nullable Pointer pointer;
    }

    static final class Boosting {
        ml.dmlc.xgboost4j.java.@Nullable Booster booster;
    }

    static final class Mapper {
        com.fasterxml.jackson.databind.@Nullable ObjectMapper mapper;
    }

    static final class Sql {
        java.sql.@Nullable Connection connection;
    }

    static final class Network {
        java.net.@Nullable URL url;
    }

    static final class Serialized {
        java.io.@Nullable ObjectInputStream stream;
    }
}
